#include "bin_server/cli/memory_budget.h"

#include <malloc.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr std::uint64_t kPerConnection = 8u << 10;
constexpr std::uint64_t kPerViewer = 1u << 20;
constexpr std::uint64_t kPerApiThread = 64u << 20;

// Of the largest body, so much fits into the room to work in.
constexpr std::uint64_t kBodyShareOnDisk = 24;
constexpr std::uint64_t kBodyShareInMemory = 48;

// Pieces from this size on are taken from the system and given back to it one by one.
constexpr int kLargePiece = 1 << 20;
constexpr int kArenas = 2;

struct Failed {
  std::string message;
};

// Lowers a limit that was left at its default; one that was set must fit.
template <typename Number>
void fit(const char* flag, Number& limit, Number usual, std::uint64_t share, bool is_size) {
  if (static_cast<std::uint64_t>(limit) <= share) return;
  if (limit != usual) {
    const auto text = [&](std::uint64_t number) { return is_size ? show_size(number) : std::to_string(number); };
    throw Failed{
        fmt::format("{} {} does not fit into the memory budget, which leaves {}; lower it, or raise "
                    "--memory-budget",
                    flag, text(static_cast<std::uint64_t>(limit)), text(share))};
  }
  limit = static_cast<Number>(share);
}

void divide(ServeOptions& options) {
  const ServeOptions usual;
  const bool in_memory = options.server.ephemeral;
  const std::uint64_t room = options.memory_budget - kProgram;
  fit("--max-body", options.recorder.limits.body_bytes, usual.recorder.limits.body_bytes,
      room / (in_memory ? kBodyShareInMemory : kBodyShareOnDisk), true);
  fit("--max-unfinished", options.recorder.unfinished_bytes, usual.recorder.unfinished_bytes,
      room / (in_memory ? 8 : 4), true);
  fit("--max-import", options.recorder.import_bytes, usual.recorder.import_bytes, room / 16, true);
  fit("--max-turn", options.recorder.turn_bytes, usual.recorder.turn_bytes, room / (in_memory ? 16 : 8), true);
  // As many forwards that return an answer are under way as fit in.
  options.forward.most_returned_bytes = std::min(options.forward.most_returned_bytes, room / 16);
  fit("--max-returned-body", options.forward.most_returned_body, usual.forward.most_returned_body,
      options.forward.most_returned_bytes, true);
  fit("--max-connections", options.recorder.max_connections, usual.recorder.max_connections, room / 16 / kPerConnection,
      false);
  fit("--max-waiting", options.workers.max_waiting, usual.workers.max_waiting,
      std::max<std::uint64_t>(4, room / 16 / options.recorder.api_body_bytes), false);
  fit("--max-viewers", options.workers.max_viewers, usual.workers.max_viewers, room / 8 / kPerViewer, false);
  fit("--api-threads", options.workers.threads, usual.workers.threads, std::max<std::uint64_t>(2, room / kPerApiThread),
      false);
  options.verdict_bytes = std::min<std::size_t>(options.verdict_bytes, room / (in_memory ? 32 : 16));
  if (in_memory) fit("--max-memory", options.max_memory, usual.max_memory, room / 2, true);
}

}  // namespace

std::optional<std::string> fit_into_memory(ServeOptions& options) {
  if (options.memory_budget != 0) {
    if (options.memory_budget < kLeastBudget) {
      return fmt::format("--memory-budget is at least {}; {} would leave no room for requests", show_size(kLeastBudget),
                         show_size(options.memory_budget));
    }
    try {
      divide(options);
    } catch (const Failed& failed) {
      return failed.message;
    }
  }
  if (options.server.ephemeral) options.capture.store_limits.max_memory = options.max_memory;
  return std::nullopt;
}

std::string describe_memory(const ServeOptions& options) {
  if (options.memory_budget == 0) return "";
  return fmt::format("memory budget {}: {}bodies to {}, {} half-way, {} connections", show_size(options.memory_budget),
                     options.server.ephemeral ? fmt::format("{} of captures, ", show_size(options.max_memory)) : "",
                     show_size(options.recorder.limits.body_bytes), show_size(options.recorder.unfinished_bytes),
                     options.recorder.max_connections);
}

void prepare_allocator([[maybe_unused]] const ServeOptions& options) {
#ifdef __GLIBC__
  if (options.memory_budget == 0) return;
  mallopt(M_MMAP_THRESHOLD, kLargePiece);
  mallopt(M_TRIM_THRESHOLD, 4 * kLargePiece);
  mallopt(M_ARENA_MAX, kArenas);
#endif
}

}  // namespace hookloop
