// The defences of this kernel, each of which a control build leaves out to show what it is for.  kernel/build.mk builds
// kernel-<name>.elf with one of these macros; the ordinary kernel.elf has none.
//
//   AMOEBOX_PLAIN             no F anywhere: the put-port is the get-port, as on a network without boxes
//   AMOEBOX_NO_SOFTWARE_F     between processes of one board anybody may listen on P by presenting P, and sign with a signature
//   AMOEBOX_NO_CHECK          F of a check field is the field itself: every restricted capability can be widened
//   AMOEBOX_FIXED_REPLY_PORT  one reply get-port for ever, the same after a restart
//   AMOEBOX_OPEN_REPLY        the same, and a reply need not show its server's port
//   AMOEBOX_NO_EPOCH_CHECK    requests meant for an earlier life of a service are carried out
//   AMOEBOX_NO_DUPLICATE_FILTER  a repeated request is a new one
//   AMOEBOX_NO_QUOTA          one process may have all threads and all ports (limits.hpp)
//   AMOEBOX_NO_HOLD           frames from strangers never wait: whoever sends enough of them has the processor
#pragma once

#ifdef AMOEBOX_SAME_IN_CONTROLS
#error "all control builds share the file that reads this: name it in kernel_defended of kernel/build.mk"
#endif

namespace amoebox::kernel {

#ifdef AMOEBOX_PLAIN
inline constexpr bool k_plain = true;
#else
inline constexpr bool k_plain = false;
#endif
#ifdef AMOEBOX_NO_SOFTWARE_F
inline constexpr bool k_software_f = false;
#else
inline constexpr bool k_software_f = true;
#endif
#ifdef AMOEBOX_NO_CHECK
inline constexpr bool k_check_fields = false;
#else
inline constexpr bool k_check_fields = true;
#endif
#if defined(AMOEBOX_FIXED_REPLY_PORT) || defined(AMOEBOX_OPEN_REPLY)
inline constexpr bool k_fresh_reply_ports = false;
#else
inline constexpr bool k_fresh_reply_ports = true;
#endif
#ifdef AMOEBOX_OPEN_REPLY
inline constexpr bool k_servers_show_port = false;
#else
inline constexpr bool k_servers_show_port = true;
#endif
#ifdef AMOEBOX_NO_HOLD
inline constexpr bool k_strangers_wait = false;
#else
inline constexpr bool k_strangers_wait = true;
#endif
#ifdef AMOEBOX_NO_DUPLICATE_FILTER
inline constexpr bool k_duplicate_filter = false;
#else
inline constexpr bool k_duplicate_filter = true;
#endif
#ifdef AMOEBOX_NO_EPOCH_CHECK
inline constexpr bool k_epoch_check = false;
#else
inline constexpr bool k_epoch_check = true;
#endif

} // namespace amoebox::kernel
