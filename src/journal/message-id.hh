// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors

#pragma once

#include <string_view>

/** MESSAGE_ID= of systemd's own messages; source: systemd's sd-messages.h, the same in 252 to 262.
 */
namespace hardenctl::message_id {

inline constexpr std::string_view unit_starting = "7d4958e842da4a758f6c1cdc7b36dcc5";
inline constexpr std::string_view unit_started = "39f53479d3a045ac8e11786248231fbf";
inline constexpr std::string_view unit_start_failed = "be02cf6855d2428ba40df7e9d022f03d";
inline constexpr std::string_view unit_stopping = "de5b426a63be47a7b6ac3eaac82e2f6f";
inline constexpr std::string_view unit_stopped = "9d1aaa27d60140bd96365438aad20286";
inline constexpr std::string_view unit_reloading = "d34d037fff1847e6ae669a370e694725";
inline constexpr std::string_view unit_reloaded = "7b05ebc668384222baa8881179cfda54";
inline constexpr std::string_view process_exited = "98e322203f7a4ed290d09fe03c09fe15";
inline constexpr std::string_view unit_failed = "d9b373ed55a64feb8242e02dbe79a49c";
inline constexpr std::string_view unit_succeeded = "7ad2d189f7e94e70a38c781354912448";
inline constexpr std::string_view unit_skipped = "0e4284a0caca4bfc81c0bb6786972673";
inline constexpr std::string_view spawn_failed = "641257651c1b4ec9a8624d7a40a9e1e7";
inline constexpr std::string_view restart_scheduled = "5eb03494b6584870a536b337290809b3";
inline constexpr std::string_view resources_used = "ae8f7b866b0347b9af31fe1c80b127c0";
inline constexpr std::string_view oom_kill = "fe6faa94e7774663a0da52717891d8ef";
inline constexpr std::string_view oomd_kill = "d989611b15e44c9dbf31e3c81256e4ed";
inline constexpr std::string_view coredump = "fc2e22bc6ee647b6b90729ab34a250b1";
inline constexpr std::string_view coredump_truncated = "5aadd8e954dc4b1a8c954d63fd9e1137";
inline constexpr std::string_view config_error = "c772d24e9a884cbeb9ea12625c306c01";
inline constexpr std::string_view service_messages_dropped = "a596d6fe7bfa4994828e72309e95d61e";
inline constexpr std::string_view kernel_messages_missed = "e9bf28e6e834481bb6f48f548ad13606";

} // namespace hardenctl::message_id
