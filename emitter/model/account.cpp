#include "emitter/model/account.h"

#include <algorithm>
#include <stdexcept>

namespace hookloop {
namespace {

template <typename Wanted>
const Member* find_if(const Account& account, Wanted wanted) {
  const auto found = std::find_if(account.members.begin(), account.members.end(), wanted);
  return found == account.members.end() ? nullptr : &*found;
}

}  // namespace

Account new_account() { return {"My account", -std::chrono::hours(7), 1, {{1, {"Max Katz", ""}}}, 2}; }

const Member* find_member(const Account& account, std::int64_t id) {
  return find_if(account, [id](const Member& member) { return member.id == id; });
}

const Person& owner_of(const Account& account) {
  const Member* owner = find_member(account, account.owner);
  if (owner == nullptr) throw std::logic_error("the account's owner is none of its members");
  return owner->person;
}

const Member* find_member(const Account& account, std::string_view id_or_name) {
  if (const Member* named =
          find_if(account, [&](const Member& member) { return std::to_string(member.id) == id_or_name; })) {
    return named;
  }
  return find_if(account, [&](const Member& member) { return member.person.name == id_or_name; });
}

}  // namespace hookloop
