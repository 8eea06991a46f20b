// --memory-budget SIZE: what the whole process may take, divided among everything that grows with what is sent. Limits
// that are left at their defaults are lowered to their share; one that was set to more than its share does not fit, and
// is refused with a sentence. Pure; any thread.
//
// The parts, of what is left when the program itself (kProgram) is taken off:
//
//                                                   on disk   --ephemeral
//   captures that are kept, with what is beside them   -         1/2
//   requests that are half-way, answers not taken     1/4        1/8
//   one turn of the recorder                          1/8        1/16
//   remembered verdicts                               1/16       1/32
//   connections (8 KiB each while they are idle)      1/16       1/16
//   requests to the API that wait                     1/16       1/16
//   room to work in: reading and searching large      the rest   the rest
//   bodies, pages of SQLite, viewers
//
// The largest body is such that what is made of it (the text to search in, the JSON of a view) fits into that room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bin_server/cli/serve_command.h"

namespace hookloop {

// The executable, its libraries, its threads and SQLite at rest (measured: 20 MiB resident, 30 with 8 API threads
// used).
inline constexpr std::uint64_t kProgram = 32u << 20;
// With less the largest body would be below 512 KiB.
inline constexpr std::uint64_t kLeastBudget = 96u << 20;
// What --ephemeral keeps where no budget is given.
inline constexpr std::uint64_t kEphemeralMemory = 1u << 30;

// Changes nothing where no budget is given but for the limit of --ephemeral. The error is a sentence for a person, and
// `options` are then of no use.
std::optional<std::string> fit_into_memory(ServeOptions& options);

// What was decided, as one line for the log; empty without a budget.
std::string describe_memory(const ServeOptions& options);

// With a budget, makes the C library's allocator give back large pieces as soon as they are free, and keep fewer small
// ones for each thread. Before the threads start.
void prepare_allocator(const ServeOptions& options);

}  // namespace hookloop
