#include "emitter/model/attempt_chance.h"

namespace hookloop {
namespace {

// FNV-1a of 64 bits (draft-eastlake-fnv): every byte counts, and texts of different length differ from the first byte
// that they do not share on. Its upper bits are weak, which the mixing after it makes good.
std::uint64_t hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

// One to one for each `state` and for each `value`: neither can hide a change of the other.
std::uint64_t absorb(std::uint64_t state, std::uint64_t value) {
  state ^= value;
  return split_mix_64(state);
}

}  // namespace

std::uint64_t split_mix_64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t number = state;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
  return number ^ (number >> 31);
}

DerivedRandom::DerivedRandom(std::uint64_t run_seed, std::string_view subject, std::uint64_t attempt,
                             std::string_view purpose)
    : state_(absorb(absorb(absorb(absorb(0, run_seed), hash(subject)), attempt), hash(purpose))) {}

}  // namespace hookloop
