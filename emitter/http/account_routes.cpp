#include "emitter/http/account_routes.h"

#include <optional>

#include "emitter/http/api_reply.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

// "+05:30", "-07:00", "Z".
std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
  if (text == "Z") return std::chrono::minutes(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = whole_number(text.substr(1, 2));
  const auto minutes = whole_number(text.substr(4, 2));
  if (!hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset(*hours * 60 + *minutes);
  return text[0] == '-' ? -offset : offset;
}

AccountChange::MemberChange read_member(const JsonFields::Element& element) {
  const JsonFields fields(*element.value, element.pointer, {"id", "name", "email"});
  AccountChange::MemberChange member;
  member.id = fields.whole("id", 1, std::numeric_limits<std::int64_t>::max());
  member.person = {fields.required_text("name"), fields.text("email").value_or("")};
  return member;
}

// An owner is named by the id or the name of a member.
std::optional<std::string> read_owner(const JsonFields& fields) {
  const Json* const owner = fields.find("owner");
  if (owner == nullptr) return std::nullopt;
  if (owner->is_number_integer()) return owner->dump();
  return text_of(*owner, fields.at("owner"));
}

AccountChange read_change(const JsonFields& fields) {
  AccountChange change;
  change.name = fields.text("name");
  change.owner = read_owner(fields);
  if (const auto text = fields.text("utc_offset")) {
    change.utc_offset = parse_offset(*text);
    if (!change.utc_offset) {
      throw BadField{"/utc_offset", "An offset from UTC is less than a day either way, such as -07:00."};
    }
  }
  if (const auto list = fields.list("members")) {
    change.members.emplace();
    for (const JsonFields::Element& element : *list) change.members->push_back(read_member(element));
  }
  return change;
}

}  // namespace

void add_account_routes(Routes& routes, const PlatformApi& context) {
  routes.get("/api/v1/account", [&context](const httplib::Request& request, httplib::Response& response) {
    if (!check_parameters(request, {}, response)) return;
    answer_json(response, account_view(context.store.account()));
  });
  routes.patch("/api/v1/account", [&context](const httplib::Request& request, httplib::Response& response) {
    const auto change = read_json<AccountChange>(request.body, {"name", "utc_offset", "owner", "members"}, read_change);
    if (!change) return answer_problem(response, change.error());
    answer_value(response, context.platform.change_account(*change), account_view);
  });
}

}  // namespace hookloop
