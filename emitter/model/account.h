// Who owns the platform: one account, its members, and the offset from UTC in which its payloads tell the time. Plain
// values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/schema/payload.h"

namespace hookloop {

// Members act. What they did keeps their name and e-mail of that moment, so history stays readable when they go.
struct Member {
  std::int64_t id = 0;  // from 1, given once
  Person person;
  bool operator==(const Member&) const = default;
};

struct Account {
  std::string name;
  std::chrono::minutes utc_offset{};  // less than a day either way
  std::int64_t owner = 0;             // a member's id
  std::vector<Member> members;        // in the order of their ids; the owner is one of them
  std::int64_t next_member_id = 1;
  bool operator==(const Account&) const = default;
};

// The account of a platform that nobody has set up: the owner and the offset of the platform's documented examples.
Account new_account();

const Member* find_member(const Account& account, std::int64_t id);
// An account without its owner is a bug: std::logic_error.
const Person& owner_of(const Account& account);
// As a person names one: the id in digits, or the name; of two with that name the older.
const Member* find_member(const Account& account, std::string_view id_or_name);

}  // namespace hookloop
