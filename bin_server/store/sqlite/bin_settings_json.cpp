#include "bin_server/store/sqlite/bin_settings_json.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bin_server/model/answer_program_json.h"
#include "shared/support/encoding.h"
#include "shared/support/json_fields.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

namespace {

std::string decoded(const Json& value) {
  auto bytes = base64_decode(value.get<std::string>());
  if (!bytes) throw std::runtime_error("a bin's settings hold a field that is no base64");
  return *std::move(bytes);
}

std::shared_ptr<const AnswerProgram> program_of(const Json& json) {
  // It was checked when it was set; a search or a template that a later version can not read any more says so when it
  // is used.
  const auto passes = [](const std::string&) { return std::optional<std::string>(); };
  try {
    AnswerProgram program = read_answer_program(json, {}, "", {passes, passes});
    if (program == *default_program()) return default_program();  // the recorder knows it as the plain one
    return std::make_shared<const AnswerProgram>(std::move(program));
  } catch (const BadField& field) {
    throw std::runtime_error("a bin's answers can not be read at " + field.pointer + ": " + field.detail);
  }
}

// As it was written before a bin could have more than one answer.
std::shared_ptr<const AnswerProgram> program_of_first_form(const Json& json) {
  AnswerProgram program;
  program.answer.tells_capture = json.value("tells_capture", true);
  program.answer.status = json.value("status", 200);
  for (const Json& field : json.value("headers", Json::array())) {
    program.answer.headers.push_back({decoded(field.at(0)), decoded(field.at(1))});
  }
  program.answer.body = decoded(json.value("body", Json("")));
  return std::make_shared<const AnswerProgram>(std::move(program));
}

}  // namespace

std::string to_json_text(const BinSettings& settings) {
  Json secrets = Json::array();
  for (const VerificationKey& key : settings.secrets) {
    secrets.push_back({{"scheme", key.scheme ? Json(to_string(*key.scheme)) : Json(nullptr)},
                       {"secret", base64_encode(key.secret)},
                       {"label", key.label}});
  }
  Json json;
  json["name"] = settings.name;
  json["answers"] = to_answer_json(*settings.response, AnswerBodies::whole);
  if (settings.login) {
    json["login"] = {base64_encode(settings.login->login), base64_encode(settings.login->password)};
  }
  json["secrets"] = secrets;
  json["max_requests"] = settings.limits.max_requests;
  json["max_bytes"] = settings.limits.max_bytes;
  json["max_age_us"] = settings.limits.max_age ? Json(settings.limits.max_age->count()) : Json(nullptr);
  json["expires_at"] = settings.expires_at ? Json(settings.expires_at->time_since_epoch().count()) : Json(nullptr);
  Json targets = Json::array();
  for (const ForwardTarget& target : settings.forward.targets) {
    targets.push_back({{"url", target.url}, {"append_path", target.append_path}, {"after_seq", target.after_seq}});
  }
  json["forward"] = {{"targets", targets},
                     {"timeout_us", settings.forward.timeout.count()},
                     {"return_answer", settings.forward.return_answer}};
  return json.dump();
}

BinSettings bin_settings_from_json_text(std::string_view text) {
  const Json json = Json::parse(text);
  BinSettings settings;
  settings.name = json.value("name", "");
  if (json.contains("answers")) {
    settings.response = program_of(json["answers"]);
  } else if (json.contains("response")) {
    settings.response = program_of_first_form(json["response"]);
  }
  if (json.contains("login")) settings.login = {decoded(json["login"].at(0)), decoded(json["login"].at(1))};
  for (const Json& secret : json.value("secrets", Json::array())) {
    VerificationKey key{std::nullopt, decoded(secret.at("secret")), secret.value("label", "")};
    if (secret.contains("scheme") && secret["scheme"].is_string()) {
      const auto scheme = parse_signature_scheme(secret["scheme"].get<std::string>());
      if (scheme) key.scheme = *scheme;
    }
    settings.secrets.push_back(std::move(key));
  }
  settings.limits.max_requests = json.value("max_requests", settings.limits.max_requests);
  settings.limits.max_bytes = json.value("max_bytes", settings.limits.max_bytes);
  if (json.contains("max_age_us") && json["max_age_us"].is_number_integer()) {
    settings.limits.max_age = Microseconds(json["max_age_us"].get<std::int64_t>());
  }
  if (json.contains("expires_at") && json["expires_at"].is_number_integer()) {
    settings.expires_at = Timestamp(Microseconds(json["expires_at"].get<std::int64_t>()));
  }
  if (json.contains("forward")) {
    const Json& forward = json["forward"];
    for (const Json& target : forward.value("targets", Json::array())) {
      settings.forward.targets.push_back(
          {target.at("url").get<std::string>(), target.value("append_path", true), target.value("after_seq", Seq{0})});
    }
    settings.forward.timeout = Microseconds(forward.value("timeout_us", settings.forward.timeout.count()));
    settings.forward.return_answer = forward.value("return_answer", false);
  }
  return settings;
}

}  // namespace hookloop
