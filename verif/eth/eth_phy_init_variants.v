// The three set-ups of eth_phy_init beside each other for the bench: bit 0 negotiates 100 Mb/s full duplex, bit 1
// forces it, bit 2 leaves a gigabit PHY as it is strapped.
`default_nettype none

module eth_phy_init_variants (
    input  wire        clk_i,
    input  wire        rst_i,
    output wire [2:0]  mdc_o,
    output wire [2:0]  mdio_o,
    output wire [2:0]  mdio_oe_o,
    input  wire [2:0]  mdio_i,
    output wire [2:0]  phy_found_o,
    output wire [95:0] phy_id_o,
    output wire [2:0]  link_up_o,
    output wire [2:0]  speed_1000_o
);
    eth_phy_init #(.SETUP(1)) negotiate (
        .clk_i(clk_i), .rst_i(rst_i),
        .mdc_o(mdc_o[0]), .mdio_o(mdio_o[0]), .mdio_oe_o(mdio_oe_o[0]), .mdio_i(mdio_i[0]),
        .phy_found_o(phy_found_o[0]), .phy_id_o(phy_id_o[31:0]), .link_up_o(link_up_o[0]), .speed_1000_o(speed_1000_o[0])
    );
    eth_phy_init #(.SETUP(2)) force_100 (
        .clk_i(clk_i), .rst_i(rst_i),
        .mdc_o(mdc_o[1]), .mdio_o(mdio_o[1]), .mdio_oe_o(mdio_oe_o[1]), .mdio_i(mdio_i[1]),
        .phy_found_o(phy_found_o[1]), .phy_id_o(phy_id_o[63:32]), .link_up_o(link_up_o[1]), .speed_1000_o(speed_1000_o[1])
    );
    eth_phy_init #(.SETUP(0), .GIGABIT(1)) gigabit (
        .clk_i(clk_i), .rst_i(rst_i),
        .mdc_o(mdc_o[2]), .mdio_o(mdio_o[2]), .mdio_oe_o(mdio_oe_o[2]), .mdio_i(mdio_i[2]),
        .phy_found_o(phy_found_o[2]), .phy_id_o(phy_id_o[95:64]), .link_up_o(link_up_o[2]), .speed_1000_o(speed_1000_o[2])
    );
endmodule

`default_nettype wire
