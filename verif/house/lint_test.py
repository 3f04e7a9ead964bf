"""Does the lint notice?  Each defect alone, in a small tree; and a tree without defects is clean."""

import json
import sys
import unittest

from small_tree import SmallTree

GOOD = """`default_nettype none
module {name} (
    input  wire       clk_i,
    input  wire [3:0] a_i,
    output reg  [3:0] q_o
);
    always @(posedge clk_i) q_o <= {expression};
{more}
endmodule
"""


def module(name: str = "part", expression: str = "a_i", more: str = "") -> str:
    return GOOD.format(name=name, expression=expression, more=more)


class Lint(unittest.TestCase):
    def setUp(self):
        self.tree = SmallTree()
        self.tree.use_venv()
        self.tree.write("build/wide/gen/amoebox.vh", "")
        self.tree.write("rtl/demo/part.v", module())

    def tearDown(self):
        self.tree.close()

    def python(self, script: str, *arguments: str) -> tuple[int, str]:
        return self.tree.run("build/venv/bin/python", f"tools/lint/{script}", *arguments)

    def noticed(self, script: str, expected: str, *arguments: str) -> None:
        status, output = self.python(script, *arguments)
        self.assertEqual(status, 1, output)
        self.assertIn(expected, output)

    def test_a_good_tree_is_clean(self):
        self.tree.write("rtl/demo/whole.v", "`default_nettype none\nmodule whole (input wire clk_i, input wire [3:0] a_i, "
                        "output wire [3:0] q_o);\n    part p (.clk_i(clk_i), .a_i(a_i), .q_o(q_o));\nendmodule\n")
        self.assertEqual(self.python("verilog.py"), (0, "verilog: 2 modules read, 0 with complaints\n"))
        status, output = self.python("files.py")
        self.assertEqual(status, 0, output)
        self.assertEqual(self.tree.run("tools/lint/format.sh", "--check")[0], 0)

    def test_verilator_complaints(self):
        self.tree.write("rtl/demo/part.v", module(more="    wire [7:0] lonely = 8'd1;"))
        self.noticed("verilog.py", "UNUSED")
        self.tree.write("rtl/demo/part.v", module(expression="{1'b0, a_i}"))
        self.noticed("verilog.py", "WIDTH")
        self.tree.write("rtl/demo/part.v", module(more="    logic x;"))  # not Verilog-2005
        self.noticed("verilog.py", "part.v")

    def test_yosys_complaints(self):
        # Two drivers that Verilator lets pass.
        more = ("    wire [3:0] two;\n    assign two = a_i;\n    assign two = ~a_i;\n")
        self.tree.write("rtl/demo/part.v", module(expression="two", more=more))
        self.noticed("verilog.py", "multiple conflicting drivers")
        self.tree.write("rtl/demo/part.v", module(more="    initial missing();"))
        self.noticed("verilog.py", "part")

    def test_one_module_per_file_named_after_it(self):
        self.tree.write("rtl/demo/part.v", module("other"))
        self.noticed("verilog.py", "declares other, expected one module 'part'")

    def test_a_missing_module_is_an_error_and_an_external_one_is_not(self):
        self.tree.write("rtl/demo/part.v", module(expression="b", more="    wire [3:0] b;\n    foreign f (.a(a_i), .b(b));"))
        self.noticed("verilog.py", "foreign")
        self.tree.write("build/foreign.v", "module foreign (input [3:0] a, output [3:0] b); wire x; assign b = a; endmodule\n")
        status, output = self.python("verilog.py", "--external", "build/foreign.v")
        self.assertEqual(status, 0, output)

    def test_parameters_of_a_top(self):
        text = module(expression="a_i").replace("module part (", "module part #(parameter WIDTH = 4) (").replace(
            "[3:0] a_i", "[WIDTH-1:0] a_i")
        self.tree.write("rtl/demo/part.v", text)
        self.assertEqual(self.python("verilog.py")[0], 0)
        self.noticed("verilog.py", "WIDTH", "part::WIDTH=6")

    def test_long_and_broken_files(self):
        self.tree.write("lib/long.hpp", "// x\n" * 601)
        self.noticed("files.py", "lib/long.hpp: has 601 lines, expected at most 600")
        self.tree.write("lib/long.hpp", "// x\n" * 600)
        self.assertEqual(self.python("files.py")[0], 0)
        for name, text, expected in (("tools/x.py", "def f(:\n", "tools/x.py: invalid syntax"), ("tools/x.sh", "if then\n", "tools/x.sh"),
                                     ("lib/x.cpp", "int x; \n", "lib/x.cpp:1: blanks"), ("lib/y.cpp", "// \udcff", "not UTF-8")):
            path = self.tree.write(name, "")
            path.write_bytes(text.encode(errors="surrogateescape"))
            self.noticed("files.py", expected)
            path.unlink()

    def test_format(self):
        self.tree.write("lib/x.cpp", "int   x ;\n")
        status, output = self.tree.run("tools/lint/format.sh", "--check")
        self.assertNotEqual(status, 0)
        self.assertIn("lib/x.cpp", output)
        self.assertEqual(self.tree.run("tools/lint/format.sh")[0], 0)
        self.assertEqual((self.tree.root / "lib/x.cpp").read_text(), "int x;\n")
        self.assertEqual(self.tree.run("tools/lint/format.sh", "--check")[0], 0)

    def test_tidy(self):
        self.tree.write("lib/x.cpp", "int f(int* p) {\n    if (p == 0)\n        return 1;\n    return *p;\n}\n")
        self.tree.write("compile_commands.json", json.dumps([{
            "directory": str(self.tree.root), "file": "lib/x.cpp", "output": "build/x.o",
            "arguments": ["clang++-19", "-std=c++23", "-c", "lib/x.cpp", "-o", "build/x.o"]}]))
        self.noticed("tidy.py", "modernize-use-nullptr", "compile_commands.json")
        self.noticed("tidy.py", "modernize-use-nullptr", "compile_commands.json")  # a complaint is not forgotten
        self.tree.write("lib/x.cpp", "int f(const int* p) {\n    return p == nullptr ? 1 : *p;\n}\n")
        self.assertEqual(self.python("tidy.py", "compile_commands.json")[0], 0)

    def test_compile_database(self):
        self.assertEqual(self.tree.make("compile_commands.json")[0], 0)
        names = {entry["file"] for entry in json.loads((self.tree.root / "compile_commands.json").read_text())}
        self.assertEqual(names, {"demo/user.cpp", "demo/other.cpp"})


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
