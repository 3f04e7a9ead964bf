// Brings a PHY up and watches its link, for ever, without a processor: the steps are fixed here and nothing that a
// processor writes gets to MDIO.
//
// Waits until the PHY answers with an identity, sets it up as SETUP says, then polls the status.  The link counts as up
// only in a mode that the MAC can: full duplex, at 100 Mb/s or, with GIGABIT, at 1 Gb/s.  A PHY that stops answering,
// or whose set-up is gone (it was reset), is set up again.
`default_nettype none

module eth_phy_init #(
    parameter       HALF        = 25,  // see eth_mdio
    parameter [4:0] PHY_ADDRESS = 5'd0,
    parameter       GIGABIT     = 0,   // 1: accept 1 Gb/s only, as a GMII MAC must; 0: 100 Mb/s only
    parameter       SETUP       = 1    // 0: leave the straps; 1: offer nothing but 100 Mb/s full duplex and negotiate;
                                       // 2: force 100 Mb/s full duplex (a partner that negotiates falls to half)
) (
    input  wire        clk_i,
    input  wire        rst_i,
    // Pins, see eth_mdio
    output wire        mdc_o,
    output wire        mdio_o,
    output wire        mdio_oe_o,
    input  wire        mdio_i,
    // What is known of the PHY; registers
    output wire        phy_found_o,    // it has answered and is set up
    output wire [31:0] phy_id_o,       // its registers 2 and 3, while found
    output wire        link_up_o,      // a link in the accepted mode
    output wire        speed_1000_o    // of that link
);
    localparam [3:0] READ_ID_HIGH = 4'd0,
                     READ_ID_LOW  = 4'd1,
                     OFFER        = 4'd2,   // write register 4, advertisement
                     CONTROL      = 4'd3,   // write register 0
                     CHECK        = 4'd4,   // read back register 0 or 4
                     STATUS       = 4'd5,   // read register 1
                     OURS         = 4'd6,   // read register 4 or 9: what we offer
                     THEIRS       = 4'd7;   // read register 5 or 10: what the partner offers
    localparam [15:0] OFFER_100_FULL = 16'h0101,  // 100BASE-TX full duplex, selector 802.3
                      NEGOTIATE      = 16'h1200,  // autonegotiation on, and again
                      FORCE_100_FULL = 16'h2100;
    localparam NEGOTIATES = SETUP != 2;

    reg [3:0]  step_q;
    reg        started_q;              // the step's transfer is under way
    reg        found_q, link_q, link_seen_q, ours_q;
    reg [31:0] id_q;                   // data

    reg         write;
    reg  [4:0]  register;
    wire        done, answered, busy;
    wire [15:0] data;
    always @* begin
        write = step_q == OFFER || step_q == CONTROL;
        case (step_q)
            READ_ID_HIGH: register = 5'd2;
            READ_ID_LOW:  register = 5'd3;
            OFFER:        register = 5'd4;
            CONTROL:      register = 5'd0;
            CHECK:        register = NEGOTIATES ? 5'd4 : 5'd0;
            STATUS:       register = 5'd1;
            OURS:         register = GIGABIT != 0 ? 5'd9 : 5'd4;
            default:      register = GIGABIT != 0 ? 5'd10 : 5'd5;
        endcase
    end

    eth_mdio #(.HALF(HALF)) mdio (
        .clk_i(clk_i), .rst_i(rst_i),
        .start_i(!started_q && !busy), .write_i(write), .phy_i(PHY_ADDRESS), .register_i(register),
        .data_i(step_q == OFFER ? OFFER_100_FULL : NEGOTIATES ? NEGOTIATE : FORCE_100_FULL),
        .busy_o(busy), .done_o(done), .data_o(data), .answered_o(answered),
        .mdc_o(mdc_o), .mdio_o(mdio_o), .mdio_oe_o(mdio_oe_o), .mdio_i(mdio_i)
    );

    wire set_up_lost = SETUP == 1 && data != OFFER_100_FULL || SETUP == 2 && data != FORCE_100_FULL;

    always @(posedge clk_i) begin
        if (!busy)
            started_q <= 1'b1;
        if (done) begin
            started_q <= 1'b0;
            if (!write && (!answered || data == 16'hffff)) begin
                step_q  <= READ_ID_HIGH;
                found_q <= 1'b0;
                link_q  <= 1'b0;
            end else begin
                case (step_q)
                    READ_ID_HIGH: begin
                        id_q[31:16] <= data;
                        step_q      <= READ_ID_LOW;
                    end
                    READ_ID_LOW: begin
                        id_q[15:0] <= data;
                        step_q     <= SETUP == 0 ? STATUS : NEGOTIATES ? OFFER : CONTROL;
                    end
                    OFFER:   step_q <= CONTROL;
                    CONTROL: step_q <= STATUS;
                    CHECK: begin
                        step_q <= set_up_lost ? READ_ID_HIGH : STATUS;
                        if (set_up_lost) begin
                            found_q <= 1'b0;
                            link_q  <= 1'b0;
                        end
                    end
                    STATUS: begin
                        found_q     <= 1'b1;
                        link_seen_q <= data[2] && (data[5] || !NEGOTIATES);
                        step_q      <= OURS;
                        if (!NEGOTIATES) begin
                            link_q <= data[2];
                            step_q <= CHECK;
                        end
                    end
                    OURS: begin
                        ours_q <= GIGABIT != 0 ? data[9] : data[8];
                        step_q <= THEIRS;
                    end
                    default: begin
                        link_q <= link_seen_q && ours_q && (GIGABIT != 0 ? data[11] : data[8]);
                        step_q <= SETUP == 0 ? STATUS : CHECK;
                    end
                endcase
            end
        end
        if (rst_i) begin
            step_q      <= READ_ID_HIGH;
            started_q   <= 1'b0;
            found_q     <= 1'b0;
            link_q      <= 1'b0;
            link_seen_q <= 1'b0;
            ours_q      <= 1'b0;
        end
    end

    assign phy_found_o  = found_q;
    assign phy_id_o     = id_q;
    assign link_up_o    = link_q;
    assign speed_1000_o = GIGABIT != 0;
endmodule

`default_nettype wire
