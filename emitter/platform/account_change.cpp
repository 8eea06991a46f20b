#include "emitter/platform/account_change.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "emitter/platform/lookups.h"
#include "emitter/platform/problems.h"

namespace hookloop {
namespace {

std::optional<Problem> check_person(const Person& person, const std::string& at) {
  if (auto problem = check_text(person.name, {"A member's name", kLongestMemberName}, at + "/name")) return problem;
  const std::string email_at = at + "/email";
  if (auto problem = check_text(person.email, {"A member's e-mail", kLongestEmail, /*may_be_empty=*/true}, email_at)) {
    return problem;
  }
  if (person.email.empty()) return std::nullopt;  // the platform hides it
  const auto sign = person.email.find('@');
  const bool has_both_sides = sign != std::string::npos && sign > 0 && sign + 1 < person.email.size();
  if (!has_both_sides || person.email.find(' ') != std::string::npos) {
    return bad_field(email_at, "An e-mail looks like ada@example.com; leave it empty where it is hidden.");
  }
  return std::nullopt;
}

std::optional<Problem> apply_members(const std::vector<AccountChange::MemberChange>& changes, Account& account) {
  if (changes.empty() || changes.size() > kMostMembers) {
    return bad_field("/members", fmt::format("An account has 1 to {} members.", kMostMembers));
  }
  std::vector<Member> members;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string at = fmt::format("/members/{}", i);
    if (auto problem = check_person(changes[i].person, at)) return problem;
    std::int64_t id = 0;
    if (changes[i].id) {
      id = *changes[i].id;
      if (find_member(account, id) == nullptr) {
        return bad_field(at + "/id",
                         fmt::format("No member of the account has the id {}; a new one is given without.", id));
      }
      if (std::any_of(members.begin(), members.end(), [id](const Member& other) { return other.id == id; })) {
        return bad_field(at + "/id", fmt::format("The member {} is in this list already.", id));
      }
    } else {
      id = account.next_member_id++;
    }
    members.push_back({id, changes[i].person});
  }
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.id < b.id; });
  account.members = std::move(members);
  return std::nullopt;
}

std::optional<Problem> apply_to(const AccountChange& change, Account& account) {
  if (change.name) {
    if (auto problem = check_text(*change.name, {"The account's name", kLongestAccountName}, "/name")) return problem;
    account.name = *change.name;
  }
  if (change.utc_offset) {
    if (std::chrono::abs(*change.utc_offset) >= std::chrono::days(1)) {
      return bad_field("/utc_offset", "An offset from UTC is less than a day either way, such as -07:00.");
    }
    account.utc_offset = *change.utc_offset;
  }
  if (change.members) {
    if (auto problem = apply_members(*change.members, account)) return problem;
  }
  if (change.owner) {
    if (const Member* owner = find_member(account, std::string_view(*change.owner))) {
      account.owner = owner->id;
    } else {
      return find_person(account, *change.owner, "/owner").error();
    }
  }
  if (find_member(account, account.owner) == nullptr) {
    return bad_field("/members", "The owner can not go; name another member as the owner.");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Problem> apply(const AccountChange& change, Account& account) {
  Account changed = account;
  if (auto problem = apply_to(change, changed)) return problem;
  account = std::move(changed);
  return std::nullopt;
}

}  // namespace hookloop
