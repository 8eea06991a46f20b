// `emitter account`: the account that owns all apps, and its members.
#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/api_print.h"
#include "shared/cli/shown.h"
#include "shared/support/nearest.h"

namespace hookloop {
namespace {

void print_account(const ApiSession& session, const Json& account) {
  Details details(shown(account, "/name"));
  details.add("UTC offset", shown(account, "/utc_offset"));
  details.add("owner", shown_person(account, "/owner"));
  for (const Json& member : value_at(account, "/members")) {
    details.add("member " + shown(member, "/id"), shown_person(member, ""));
  }
  details.print(session.paper);
}

// The member with this id or name among the account's.
Result<std::size_t, ApiFailure> find_member(const Json& members, const std::string& id_or_name) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (shown(members[i], "/id") == id_or_name || text_at(members[i], "/name") == id_or_name) return i;
    names.push_back(text_at(members[i], "/name"));
  }
  return ApiFailure{ExitCode::wrong_usage,
                    fmt::format("no member has the id or name '{}'{}", id_or_name, did_you_mean(id_or_name, names))};
}

// The API takes the whole list of members: it is read, edited and given back, in the command's own field /members.
void ask_to_edit_members(ApiCommand& command, std::function<std::optional<ApiFailure>(Json& members)> edit) {
  command.ask("PATCH", [&command, edit = std::move(edit)](ApiSession& session) -> Result<std::string, ApiFailure> {
    const std::string path = api_path({"account"});
    const auto account = session.client.call({"GET", path});
    if (!account) return account.error();
    Json members = value_at(*account, "/members");
    if (!members.is_array()) members = Json::array();
    if (auto failure = edit(members)) return *std::move(failure);
    command.fields.put("/members", members);
    return path;
  });
  command.print = print_account;
}

void add_members(ApiCommandGroup& account) {
  ApiCommand& add =
      account.add({"add-member", "Add a member", "emitter account add-member 'Ada Lovelace' --email ada@example.com"});
  const std::string& name = add.add_word("NAME", "Their name");
  const std::string& email =
      add.add_text("--email", "EMAIL", "Their e-mail; empty, as the platform hides it, if not said");
  ask_to_edit_members(add, [&name, &email](Json& members) -> std::optional<ApiFailure> {
    members.push_back({{"name", name}, {"email", email}});
    return std::nullopt;
  });

  ApiCommand& change = account.add({"change-member", "Change a member's name or e-mail",
                                    "emitter account change-member 'Max Katz' --email max@example.com"});
  const std::string& changed = change.add_word("MEMBER", "Their id or name");
  const std::string& new_name = change.add_text("--name", "NAME", "Their new name");
  const std::string& new_email = change.add_text("--email", "EMAIL", "Their new e-mail");
  ask_to_edit_members(change, [&changed, &new_name, &new_email](Json& members) -> std::optional<ApiFailure> {
    if (new_name.empty() && new_email.empty()) {
      return ApiFailure{ExitCode::wrong_usage, "say what to change: --name or --email"};
    }
    const auto index = find_member(members, changed);
    if (!index) return index.error();
    if (!new_name.empty()) members[*index]["name"] = new_name;
    if (!new_email.empty()) members[*index]["email"] = new_email;
    return std::nullopt;
  });

  ApiCommand& remove = account.add(
      {"remove-member", "Remove a member who is not the owner", "emitter account remove-member 'Ada Lovelace'"});
  const std::string& removed = remove.add_word("MEMBER", "Their id or name");
  ask_to_edit_members(remove, [&removed](Json& members) -> std::optional<ApiFailure> {
    const auto index = find_member(members, removed);
    if (!index) return index.error();
    members.erase(*index);
    return std::nullopt;
  });
}

}  // namespace

void add_account_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup account(app, {"account", "The account and its members", "emitter account"}, surroundings, action);
  ApiCommand& show = account.add_first({"show", "Show it", "emitter account show --json"});
  show.ask("GET", {"account"});
  show.print = print_account;

  ApiCommand& change =
      account.add({"change", "Change it", "emitter account change --utc-offset +02:00 --owner 'Ada Lovelace'"});
  change.fields.add("--name", "/name", "NAME", "Its new name");
  change.fields.add("--utc-offset", "/utc_offset", "OFFSET", "What times in payloads are written with, such as -07:00");
  change.fields.add("--owner", "/owner", "MEMBER", "The member who owns it, by id or name");
  change.ask("PATCH", [&change](ApiSession&) -> Result<std::string, ApiFailure> {
    if (change.fields.json().empty()) {
      return ApiFailure{ExitCode::wrong_usage, "say what to change: --name, --utc-offset or --owner"};
    }
    return api_path({"account"});
  });
  change.print = print_account;

  add_members(account);
}

}  // namespace hookloop
