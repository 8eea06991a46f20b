// What a person may change of the account. Pure function, any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emitter/model/account.h"
#include "shared/support/problem.h"

namespace hookloop {

inline constexpr std::size_t kLongestAccountName = 200;  // characters
inline constexpr std::size_t kLongestMemberName = 200;
inline constexpr std::size_t kLongestEmail =
    320;  // 64 for the local part, 255 for the domain (RFC 5321 section 4.5.3.1)
inline constexpr std::size_t kMostMembers = 1000;

struct AccountChange {
  std::optional<std::string> name = {};
  std::optional<std::chrono::minutes> utc_offset = {};
  // The whole list: one with an id changes that member, one without is new, who is missing goes.
  struct MemberChange {
    std::optional<std::int64_t> id = std::nullopt;
    Person person;
  };
  std::optional<std::vector<MemberChange>> members = {};
  std::optional<std::string> owner = {};  // a member's id or name, as of after this change
};

// Applies all of it or, with the problem of the first field that is wrong ("/members/0/name"), nothing. An owner can
// not go unless another one is named.
std::optional<Problem> apply(const AccountChange& change, Account& account);

}  // namespace hookloop
