#include "emitter/platform/run_source.h"

namespace hookloop {
namespace {

// Apart in every bit pattern that a person would choose as a seed, so that seed 1 and seed 2 share no stream.
constexpr std::uint64_t kPayloads = 0x9e3779b97f4a7c15;
constexpr std::uint64_t kIds = 0xc2b2ae3d27d4eb4f;

}  // namespace

RunSource::RunSource(std::optional<std::uint64_t> seed, const Clock& clock, Random& random)
    : seeded_(seed.has_value()),
      seed_(seed ? *seed : random.next()),
      clock_(clock),
      system_(random),
      payloads_(seed_ ^ kPayloads),
      id_chance_(seed_ ^ kIds),
      ids_(event_clock_, seeded_ ? static_cast<Random&>(id_chance_) : random) {
  begin_event(1);
}

Timestamp RunSource::begin_event(std::uint64_t nth) {
  event_clock_.set(seeded_ ? kSeededStart + std::chrono::seconds(nth - 1) : clock_.now());
  return event_clock_.now();
}

}  // namespace hookloop
