// Which field of a frame the next byte belongs to: one flag for each, in registers.
//
// One flag moves along the fields of interfaces/frame.toml; a counter says how many bytes the field still has.
`default_nettype none
`include "amoebox.vh"

module fbox_fields #(
    parameter PORT_BYTES = `AMB_PORT_BYTES
) (
    input  wire clk_i,
    input  wire rst_i,
    input  wire step_i,             // a byte passes
    input  wire last_i,             // with step_i: it is the last; the next one is a first byte
    input  wire message_i,          // the frame's kind has a message header; stable from the byte after kind
    output wire first_o,            // the next byte is the first of its frame
    output wire destination_o,      // the next byte belongs to ...
    output wire source_o,
    output wire ethertype_o,
    output wire version_o,
    output wire kind_o,
    output wire flags_o,
    output wire hops_o,
    output wire board_o,
    output wire length_o,
    output wire reply_o,
    output wire port_o,
    output wire transaction_o,
    output wire total_o,
    output wire offset_o,
    output wire epoch_o,
    output wire life_o,
    output wire signature_o,
    output wire secret_o,           // reply or signature
    output wire message_o,          // the rest of the message header
    output wire data_o,             // data or body
    output wire end_o               // the next byte is the last of its field (not for data)
);

    localparam FIELDS = 19;
    // Bytes of a field, less one.
    localparam [5:0] MAC = 6'd5, TWO = 6'd1, ONE = 6'd0, FOUR = 6'd3, EIGHT = 6'd7, PORT = PORT_BYTES - 1;
    localparam [5:0] REST = `AMB_MESSAGE_SIZE - PORT_BYTES - 1;

    // 0 destination, 1 source, 2 ethertype, 3 version, 4 kind, 5 flags, 6 hops, 7 board, 8 length, 9 reply, 10 port,
    // 11 transaction, 12 total, 13 offset, 14 epoch, 15 life, 16 signature, 17 rest of the message header, 18 data
    reg [FIELDS-1:0] field_q;
    reg        [5:0] left_q;
    reg              first_q, secret_q;

    reg        [5:0] next_size;      // of the field after the current one
    always @* begin
        next_size = ONE;
        if (field_q[0]) next_size = MAC;
        if (field_q[1] || field_q[6] || field_q[7]) next_size = TWO;
        if (field_q[8] || field_q[9] || (field_q[15] && message_i)) next_size = PORT;
        if (field_q[10] || field_q[11] || field_q[12]) next_size = FOUR;
        if (field_q[13] || field_q[14]) next_size = EIGHT;
        if (field_q[16]) next_size = REST;
    end

    reg  end_q;                      // left_q is zero
    wire end_of_field = end_q;

    always @(posedge clk_i) begin
        if (rst_i || (step_i && last_i)) begin
            field_q  <= {{FIELDS - 1{1'b0}}, 1'b1};
            left_q   <= MAC;
            end_q    <= 1'b0;
            first_q  <= 1'b1;
            secret_q <= 1'b0;
        end else if (step_i) begin
            first_q <= 1'b0;
            if (!end_of_field) begin
                left_q <= left_q - 6'd1;
                end_q  <= left_q == 6'd1;
            end else if (!field_q[18]) begin
                left_q   <= next_size;
                end_q    <= field_q[2] || field_q[3] || field_q[4] || field_q[5] || (field_q[15] && !message_i) || field_q[17];
                secret_q <= field_q[8] || (field_q[15] && message_i);
                field_q  <= {field_q[17] || (field_q[15] && !message_i), field_q[16], field_q[15] && message_i,
                            field_q[14:0], 1'b0};
            end
        end
    end

    assign first_o = first_q;
    assign secret_o = secret_q;
    assign end_o = end_of_field;
    assign {data_o, message_o, signature_o, life_o, epoch_o, offset_o, total_o, transaction_o, port_o, reply_o, length_o,
            board_o, hops_o, flags_o, kind_o, version_o, ethertype_o, source_o, destination_o} = field_q;
`ifdef FORMAL
    `include "fbox_fields.vh"
`endif

endmodule

`default_nettype wire
