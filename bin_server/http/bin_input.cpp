#include "bin_server/http/bin_input.h"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>

#include "bin_server/answer/template_text.h"
#include "bin_server/http/forward_input.h"
#include "bin_server/model/answer_program_json.h"
#include "bin_server/search/query_parser.h"
#include "shared/schema/basic_authorization.h"
#include "shared/support/json_body.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestSecret = 4'096;
constexpr std::size_t kMostSecrets = 20;
constexpr std::int64_t kMostRequests = 1'000'000'000;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 50;
constexpr std::int64_t kLongestLife = 100ll * 365 * 86'400'000;  // a hundred years, in milliseconds

VerificationKey read_secret(const Json& value, const std::string& pointer, std::size_t number) {
  VerificationKey key;
  key.label = fmt::format("secret {}", number);
  std::string secret_pointer = pointer;
  if (value.is_string()) {
    key.secret = text_of(value, pointer, kLongestSecret);
  } else if (value.is_object()) {
    const JsonFields fields(value, pointer, {"scheme", "secret", "label"});
    secret_pointer = fields.at("secret");
    key.secret = text_of(Json(fields.required_text("secret")), secret_pointer, kLongestSecret);
    if (const auto label = fields.text("label", kLongestName)) key.label = *label;
    if (const auto name = fields.text("scheme")) {
      const auto scheme = parse_signature_scheme(*name);
      if (!scheme) throw BadField{fields.at("scheme"), scheme.error().message};
      key.scheme = *scheme;
    }
  } else {
    throw BadField{pointer, "This is a secret's text, or an object {scheme, secret, label}."};
  }
  if (key.secret.empty()) throw BadField{secret_pointer, "A secret is not empty."};
  return key;
}

void read_secrets(const JsonFields& fields, BinSettings& settings) {
  const auto list = fields.list("secrets");
  if (!list) return;
  if (list->size() > kMostSecrets) {
    throw BadField{fields.at("secrets"), fmt::format("This is a list of at most {} secrets.", kMostSecrets)};
  }
  settings.secrets.clear();
  for (const auto& [value, pointer] : *list) {
    settings.secrets.push_back(read_secret(*value, pointer, settings.secrets.size() + 1));
  }
}

void read_login(const JsonFields& fields, BinSettings& settings) {
  if (fields.is_null("login")) settings.login.reset();
  const auto login = fields.text("login", kLongestSecret);
  const auto password = fields.text("password", kLongestSecret);
  if (!login && !password) return;
  if (!login && !settings.login) throw BadField{fields.at("password"), "A password goes with a `login`."};
  if (!password && !settings.login) throw BadField{fields.at("login"), "A login goes with a `password`."};
  BasicLogin wanted = settings.login.value_or(BasicLogin{});
  if (login) wanted.login = *login;
  if (password) wanted.password = *password;
  if (const auto error = check_basic_login(wanted.login, wanted.password)) {
    throw BadField{fields.at(login ? "login" : "password"), error->message};
  }
  settings.login = std::move(wanted);
}

void read_limits(const JsonFields& fields, BinLimits& limits) {
  if (const auto most = fields.whole("max_requests", 1, kMostRequests)) {
    limits.max_requests = static_cast<std::uint64_t>(*most);
  }
  if (const auto most = fields.whole("max_bytes", 1, kMostBytes)) limits.max_bytes = static_cast<std::uint64_t>(*most);
  if (fields.is_null("max_age_ms")) limits.max_age.reset();
  if (const auto most = fields.whole("max_age_ms", 1, kLongestLife)) limits.max_age = std::chrono::milliseconds(*most);
}

// Either says all that a sender is answered.
void check_who_answers(const JsonFields& fields, const BinSettings& settings) {
  if (!settings.forward.return_answer || *settings.response == *default_program()) return;
  const bool is_response = fields.find("response") != nullptr;
  throw BadField{is_response ? fields.at("response") : fields.at("forward") + "/return_answer",
                 "A bin that returns what its target answers (`forward.return_answer`) has no `response` of its own: "
                 "give `response` as null, or `return_answer` as false."};
}

BinInput read_fields(const JsonFields& fields, const BinSettings& before, bool may_name, Timestamp now) {
  BinInput input{fields.text("id", 1'000), before};
  if (input.id && !may_name) throw BadField{fields.at("id"), "A bin keeps its id; make another bin."};
  if (input.id && !is_bin_id(*input.id)) throw BadField{fields.at("id"), fmt::format("Here, {}.", kBinIdRule)};
  BinSettings& settings = input.settings;
  if (const auto name = fields.text("name", kLongestName)) settings.name = *name;
  if (fields.is_null("response")) settings.response = default_program();
  if (const Json* response = fields.find("response")) {
    settings.response = read_bin_response(*response, *settings.response, fields.at("response"), now);
  }
  read_login(fields, settings);
  if (fields.is_null("forward")) settings.forward = {};
  if (const Json* forward = fields.find("forward")) {
    settings.forward = read_forward(*forward, settings.forward, fields.at("forward"));
  }
  check_who_answers(fields, settings);
  read_secrets(fields, settings);
  read_limits(fields, settings.limits);
  if (fields.is_null("expires_in_ms")) settings.expires_at.reset();
  if (const auto left = fields.whole("expires_in_ms", 1, kLongestLife)) {
    settings.expires_at = now + std::chrono::milliseconds(*left);
  }
  return input;
}

const std::vector<std::string>& bin_fields() {
  static const std::vector<std::string> names{"id",        "name",       "response",     "forward",
                                              "login",     "password",   "secrets",      "max_requests",
                                              "max_bytes", "max_age_ms", "expires_in_ms"};
  return names;
}

}  // namespace

Result<BinInput, Problem> parse_bin_input(std::string_view json_text, const BinSettings& before, bool may_name,
                                          Timestamp now) {
  return read_json<BinInput>(json_text, bin_fields(),
                             [&](const JsonFields& fields) { return read_fields(fields, before, may_name, now); });
}

BinInput read_bin_input(const Json& value, const std::string& pointer, const BinSettings& before, bool may_name,
                        Timestamp now) {
  return read_fields(JsonFields(value, pointer, bin_fields()), before, may_name, now);
}

std::shared_ptr<const AnswerProgram> read_bin_response(const Json& value, const AnswerProgram& before,
                                                       const std::string& pointer, Timestamp now) {
  const AnswerChecks checks{[now](const std::string& search) -> std::optional<std::string> {
                              const auto query = parse_search(search, now);
                              if (query) return std::nullopt;
                              return fmt::format("At character {}: {}.", query.error().column, query.error().message);
                            },
                            [](const std::string& text) { return check_template(text); }};
  AnswerProgram program = read_answer_program(value, before, pointer, checks);
  if (program == *default_program()) return default_program();
  return std::make_shared<const AnswerProgram>(std::move(program));
}

}  // namespace hookloop
