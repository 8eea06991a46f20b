// Ids that carry their kind and sort by time: a prefix, then 26 characters of lower-case Crockford base 32 for 128
// bits, 48 of milliseconds since 1970 and 80 of chance (the layout of a ULID). Of one IdSource, a later id is always
// greater: within a millisecond, and when the clock goes back, the chance part of the id before is counted up by one.
// Ids need no central counter: two sources never meet but by a chance of 2^-80.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "shared/support/clock.h"
#include "shared/support/random.h"

namespace hookloop {

namespace id_prefix {
inline constexpr std::string_view event = "evt_";
inline constexpr std::string_view webhook = "whk_";
inline constexpr std::string_view attachment = "ach_";
inline constexpr std::string_view delivery = "dlv_";
inline constexpr std::string_view attempt = "atm_";
inline constexpr std::string_view bin = "bin_";
inline constexpr std::string_view request = "req_";
inline constexpr std::string_view exchange = "xch_";
}  // namespace id_prefix

// One such id of this moment and this chance; nothing makes it greater than another of the same millisecond.
std::string make_id(std::string_view prefix, Timestamp at, Random& random);

// Whether a text has the form of such an id.
bool is_id(std::string_view text, std::string_view prefix);

// Any thread may call it, as far as its Clock and Random allow that.
class IdSource {
 public:
  IdSource(const Clock& clock, Random& random) : clock_(clock), random_(random) {}
  std::string next(std::string_view prefix);

 private:
  const Clock& clock_;
  Random& random_;
  std::mutex mutex_;
  bool started_ = false;  // guarded by mutex_, as the three below
  std::uint64_t milliseconds_ = 0;
  std::uint16_t chance_high_ = 0;
  std::uint64_t chance_low_ = 0;
};

}  // namespace hookloop
