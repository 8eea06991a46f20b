#include "bin_server/store/sqlite/state_bits.h"

namespace hookloop {
namespace {

// Kept in files: a number stands for its state for ever.
enum StateBit { valid = 1, invalid = 2, incomplete = 4, malformed = 8, duplicate = 16, with_signature = 32, bad = 64 };

}  // namespace

int state_bits(const IndexEntry& entry) {
  return (entry.is_valid ? valid : 0) | (entry.is_invalid ? invalid : 0) | (entry.is_incomplete ? incomplete : 0) |
         (entry.is_malformed ? malformed : 0) | (entry.is_duplicate ? duplicate : 0) |
         (entry.is_signed ? with_signature : 0) | (entry.is_badly_signed ? bad : 0);
}

int state_bit(SearchState state) {
  switch (state) {
    case SearchState::valid:
      return valid;
    case SearchState::invalid:
      return invalid;
    case SearchState::incomplete:
      return incomplete;
    case SearchState::malformed:
      return malformed;
    case SearchState::duplicate:
      return duplicate;
    case SearchState::with_signature:
      return with_signature;
    case SearchState::pinned:
      return 0;  // marks change and are not in the index
    case SearchState::bad_signature:
      break;
  }
  return bad;
}

bool follows_secrets(SearchState state) {
  return state == SearchState::with_signature || state == SearchState::bad_signature;
}

}  // namespace hookloop
