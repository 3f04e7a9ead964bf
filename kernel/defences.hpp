// The defences of this kernel, each of which a control build leaves out to show what it is for.  kernel/build.mk builds
// kernel-<name>.elf with one of these macros; the ordinary kernel.elf has none.
//
//   AMOEBOX_PLAIN             no F anywhere: the put-port is the get-port, as on a network without boxes
//   AMOEBOX_NO_SOFTWARE_F     between processes of one board anybody may listen on P by presenting P
//   AMOEBOX_NO_CHECK          F of a check field is the field itself: every restricted capability can be widened
//   AMOEBOX_FIXED_REPLY_PORT  one reply get-port for the life of the kernel
//   AMOEBOX_NO_EPOCH_CHECK    requests meant for an earlier life of a service are carried out
#pragma once

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
#ifdef AMOEBOX_FIXED_REPLY_PORT
inline constexpr bool k_fresh_reply_ports = false;
#else
inline constexpr bool k_fresh_reply_ports = true;
#endif
#ifdef AMOEBOX_NO_EPOCH_CHECK
inline constexpr bool k_epoch_check = false;
#else
inline constexpr bool k_epoch_check = true;
#endif

} // namespace amoebox::kernel
