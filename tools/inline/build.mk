# inline-box: the command of a Linux host behind a box in the wall socket.  The library is everything but main.cpp.
$(eval $(call host_objects,inline,tools/inline/box.cpp))
$(eval $(call host_program,inline-box,tools/inline/main.cpp,$(inline_objects) $(ethernet_objects)))
