#include "emitter/platform/account_change.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using MemberChange = AccountChange::MemberChange;

// Max, who owns it, and Ada.
Account account_of_two() {
  return {"Acme", -7h, 1, {{1, {"Max Katz", ""}}, {2, {"Ada Lovelace", "ada@example.com"}}}, 3};
}

AccountChange members(std::vector<MemberChange> list) {
  AccountChange change;
  change.members = std::move(list);
  return change;
}

AccountChange one_email(const std::string& email) { return members({{1, {"Max Katz", email}}}); }

}  // namespace

TEST_CASE("an account's name and offset can be changed, each alone", "[emitter][unit]") {
  Account account = account_of_two();
  AccountChange rename;
  rename.name = std::string(kLongestAccountName, 'n');
  CHECK_FALSE(apply(rename, account).has_value());
  CHECK(account.name == *rename.name);
  CHECK(account.utc_offset == -7h);
  AccountChange move;
  move.utc_offset = GENERATE(as<std::chrono::minutes>(), 0min, 5h + 45min, 24h - 1min, 1min - 24h);
  CHECK_FALSE(apply(move, account).has_value());
  CHECK(account.utc_offset == *move.utc_offset);
  CHECK(account.members == account_of_two().members);
}

TEST_CASE("an account's members are the list that is given: changed, new and gone", "[emitter][unit]") {
  Account account = account_of_two();
  CHECK_FALSE(apply(members({{std::nullopt, {"Grace Hopper", ""}}, {1, {"Maxine Katz", "max@example.com"}}}), account)
                  .has_value());
  CHECK(account.members == std::vector<Member>{{1, {"Maxine Katz", "max@example.com"}}, {3, {"Grace Hopper", ""}}});
  CHECK(account.owner == 1);
}

TEST_CASE("a member's id is never given again", "[emitter][unit]") {
  Account account = account_of_two();
  CHECK_FALSE(apply(members({{1, {"Max Katz", ""}}, {std::nullopt, {"Grace", ""}}}), account).has_value());
  CHECK_FALSE(apply(members({{1, {"Max Katz", ""}}}), account).has_value());
  CHECK_FALSE(apply(members({{1, {"Max Katz", ""}}, {std::nullopt, {"Joan", ""}}}), account).has_value());
  CHECK(account.members.back().id == 4);
}

TEST_CASE("an owner is named by id or name, as of after the change", "[emitter][unit]") {
  Account account = account_of_two();
  AccountChange change;
  change.owner = GENERATE(as<std::string>(), "2", "Ada Lovelace");
  CHECK_FALSE(apply(change, account).has_value());
  CHECK(account.owner == 2);
  AccountChange hand_over = members({{std::nullopt, {"Grace Hopper", ""}}});
  hand_over.owner = "Grace Hopper";
  CHECK_FALSE(apply(hand_over, account).has_value());
  CHECK(account.owner == 3);
}

TEST_CASE("a change of the account that is wrong somewhere changes nothing of it", "[emitter][unit]") {
  struct Row {
    AccountChange change;
    std::string pointer;
    std::string detail;
  };
  AccountChange nobody;
  nobody.owner = "Ada Lovelase";
  AccountChange stranger;
  stranger.owner = "Grace Hopper";
  const auto row = GENERATE_COPY(values<Row>({
      {{.name = ""}, "/name", "The account's name holds more than spaces."},
      {{.name = std::string(kLongestAccountName + 1, 'n')}, "/name", "at most 200 characters long, and this has 201"},
      {{.name = "a\nb"}, "/name", "no line breaks"},
      {{.utc_offset = 24h}, "/utc_offset", "less than a day either way, such as -07:00"},
      {{.utc_offset = -24h}, "/utc_offset", "less than a day either way, such as -07:00"},
      {members({}), "/members", "An account has 1 to 1000 members."},
      {members(std::vector<MemberChange>(kMostMembers + 1, {std::nullopt, {"Twin", ""}})), "/members", "1 to 1000"},
      {members({{1, {"Max", ""}}, {2, {" ", ""}}}), "/members/1/name", "A member's name holds more than spaces."},
      {members({{1, {std::string(kLongestMemberName + 1, 'n'), ""}}}), "/members/0/name", "at most 200 characters"},
      {one_email("max"), "/members/0/email", "looks like ada@example.com; leave it empty where it is hidden"},
      {one_email("@example.com"), "/members/0/email", "looks like ada@example.com"},
      {one_email("max@"), "/members/0/email", "looks like ada@example.com"},
      {one_email("max katz@example.com"), "/members/0/email", "looks like ada@example.com"},
      {one_email("max@" + std::string(kLongestEmail - 3, 'e')), "/members/0/email", "at most 320 characters"},
      {members({{1, {"Max", ""}}, {9, {"Who", ""}}}), "/members/1/id", "has the id 9; a new one is given without"},
      {members({{1, {"Max", ""}}, {1, {"Moritz", ""}}}), "/members/1/id", "The member 1 is in this list already."},
      {members({{2, {"Ada", ""}}}), "/members", "The owner can not go; name another member as the owner."},
      {nobody, "/owner", "did you mean Ada Lovelace?"},
      {stranger, "/owner", "there are Max Katz, Ada Lovelace."},
  }));
  AccountChange change = row.change;
  if (!change.name) change.name = "Renamed";  // would be right
  Account account = account_of_two();
  const auto problem = apply(change, account);
  REQUIRE(problem.has_value());
  CHECK(brief(*problem) == "400 bad-field " + row.pointer);
  CHECK_THAT(problem->detail, ContainsSubstring(row.detail));
  CHECK(account == account_of_two());
}

TEST_CASE("what an account may have at most, it may have", "[emitter][unit]") {
  Account account = account_of_two();
  CHECK_FALSE(apply(one_email("max@" + std::string(kLongestEmail - 4, 'e')), account).has_value());
  std::vector<MemberChange> many(kMostMembers, {std::nullopt, {"Twin", ""}});
  many[0] = {1, {std::string(kLongestMemberName, 'n'), ""}};
  CHECK_FALSE(apply(members(many), account).has_value());
  CHECK(account.members.size() == kMostMembers);
}

TEST_CASE("a change of the account is kept and announced, and is no event", "[emitter][unit]") {
  PlatformWorld world;
  AccountChange change;
  change.name = "Acme";
  const Account changed = succeed(world.platform.change_account(change));
  CHECK(changed.name == "Acme");
  CHECK(world.platform_store().account() == changed);
  CHECK(world.events().empty());
  CHECK(world.announcer.told == std::vector<std::vector<WebhookNumber>>{{}});
}

TEST_CASE("a change of the account that is refused is not kept", "[emitter][unit]") {
  PlatformWorld world;
  AccountChange change;
  change.name = "Acme";
  change.utc_offset = 24h;
  CHECK(brief(refused(world, [&] { return world.platform.change_account(change); })) == "400 bad-field /utc_offset");
}

}  // namespace hookloop::test
