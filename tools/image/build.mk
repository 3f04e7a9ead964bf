# mkimage, the builder of boot images.  Knows the port width, so it belongs to the profile.
$(eval $(call host_program,mkimage,tools/image/mkimage.cpp,))
