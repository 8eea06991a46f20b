#include "bin_server/model/answer_program_json.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "shared/support/encoding.h"
#include "shared/support/json_fields.h"
#include "shared/support/nearest.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

using Json = nlohmann::ordered_json;
using Choice = AnswerProgram::Choice;

constexpr std::size_t kLargestBody = 1u << 20;
constexpr std::size_t kMostHeaders = 100;
constexpr std::size_t kLongestHeaderName = 200;
constexpr std::size_t kLongestHeaderValue = 8'192;
constexpr std::size_t kLongestSearch = 4'096;
constexpr std::int64_t kMostTimes = 1'000'000;
constexpr std::int64_t kLargestDrip = 1 << 20;

std::int64_t in_ms(Microseconds time) { return std::chrono::duration_cast<std::chrono::milliseconds>(time).count(); }

// --- reading ---

class ProgramReader {
 public:
  explicit ProgramReader(const AnswerChecks& checks) : checks_(checks) {}

  AnswerProgram read_root(const Json& value, const AnswerProgram& before, const std::string& pointer) {
    AnswerProgram program = read(value, before, pointer, {"seed"}, 0);
    const auto seed = value.find("seed");
    if (seed == value.end()) {
      program.seed = before.seed;
    } else if (!seed->is_null()) {
      program.seed = static_cast<std::uint64_t>(whole_of(*seed, pointer + "/seed", 0, INT64_MAX));
    }
    return program;
  }

 private:
  using Names = std::vector<std::string>;

  // `own` are fields that belong to the place where the answer stands.
  AnswerProgram read(const Json& value, const AnswerProgram& before, const std::string& pointer, const Names& own,
                     std::size_t depth) {
    if (depth > kDeepestProgram) {
      throw BadField{pointer, fmt::format("Choices stand in each other at most {} deep.", kDeepestProgram)};
    }
    const auto with_own = [&own](Names names) {
      names.insert(names.end(), own.begin(), own.end());
      return names;
    };
    if (value.is_object() && value.contains("sequence")) {
      const JsonFields fields(value, pointer, with_own({"sequence", "by", "then"}));
      return read_sequence(fields, depth);
    }
    if (value.is_object() && value.contains("chances")) {
      const JsonFields fields(value, pointer, with_own({"chances", "otherwise"}));
      return read_chances(fields, depth);
    }
    if (value.is_object() && value.contains("rules")) {
      const JsonFields fields(value, pointer, with_own({"rules", "otherwise"}));
      return read_rules(fields, depth);
    }
    const JsonFields fields(value, pointer,
                            with_own({"status", "headers", "body", "body_base64", "template", "delay_ms", "drip",
                                      "fault", "sequence", "chances", "rules"}));
    AnswerProgram program;
    program.answer = read_answer(fields, before.choice == Choice::one ? before.answer : BinResponse{});
    return program;
  }

  std::vector<JsonFields::Element> read_branches(const JsonFields& fields, const std::string& name) {
    auto list = fields.list(name).value_or(std::vector<JsonFields::Element>{});
    if (list.empty()) throw BadField{fields.at(name), "This is a list of at least one answer."};
    branches_ += list.size();
    if (branches_ > kMostBranches) {
      throw BadField{fields.at(name), fmt::format("All choices together have at most {} answers.", kMostBranches)};
    }
    return list;
  }

  AnswerProgram read_sequence(const JsonFields& fields, std::size_t depth) {
    AnswerProgram program;
    program.choice =
        one_of(fields, "by", {"arrival", "attempt"}) == "attempt" ? Choice::by_attempt : Choice::by_arrival;
    program.starts_over = one_of(fields, "then", {"stay", "repeat"}) == "repeat";
    for (const auto& [value, pointer] : read_branches(fields, "sequence")) {
      AnswerBranch branch;
      branch.program = read(*value, {}, pointer, {"times"}, depth + 1);
      const auto times = value->find("times");
      if (times != value->end()) {
        branch.times = static_cast<std::uint32_t>(whole_of(*times, pointer + "/times", 1, kMostTimes));
      }
      program.branches.push_back(std::move(branch));
    }
    return program;
  }

  AnswerProgram read_chances(const JsonFields& fields, std::size_t depth) {
    AnswerProgram program;
    program.choice = Choice::by_chance;
    double sum = 0;
    for (const auto& [value, pointer] : read_branches(fields, "chances")) {
      AnswerBranch branch;
      branch.program = read(*value, {}, pointer, {"percent"}, depth + 1);
      const auto percent = value->find("percent");
      if (percent == value->end() || !percent->is_number() || percent->get<double>() < 0 ||
          percent->get<double>() > 100) {
        throw BadField{pointer + "/percent", "This is a number from 0 to 100, and must be given."};
      }
      branch.percent = percent->get<double>();
      sum += branch.percent;
      if (sum > 100 + 1e-9) throw BadField{pointer + "/percent", "All percentages together are at most 100."};
      program.branches.push_back(std::move(branch));
    }
    program.branches.push_back(read_otherwise(fields, depth));
    return program;
  }

  AnswerProgram read_rules(const JsonFields& fields, std::size_t depth) {
    AnswerProgram program;
    program.choice = Choice::by_rule;
    for (const auto& [value, pointer] : read_branches(fields, "rules")) {
      AnswerBranch branch;
      branch.program = read(*value, {}, pointer, {"when"}, depth + 1);
      const auto when = value->find("when");
      if (when == value->end()) throw BadField{pointer + "/when", "This is a search, and must be given."};
      branch.when = text_of(*when, pointer + "/when", kLongestSearch);
      if (const auto fault = checks_.search(branch.when)) throw BadField{pointer + "/when", *fault};
      program.branches.push_back(std::move(branch));
    }
    program.branches.push_back(read_otherwise(fields, depth));
    return program;
  }

  AnswerBranch read_otherwise(const JsonFields& fields, std::size_t depth) {
    AnswerBranch branch;
    if (const Json* value = fields.find("otherwise")) {
      branch.program = read(*value, {}, fields.at("otherwise"), {}, depth + 1);
    }
    return branch;
  }

  static std::string one_of(const JsonFields& fields, const std::string& name, const Names& words) {
    return fields.choice(name, words).value_or(words.front());
  }

  BinResponse read_answer(const JsonFields& fields, BinResponse answer) {
    if (const auto status = fields.whole("status", 200, 599)) answer.status = static_cast<int>(*status);
    if (const auto is_template = fields.flag("template")) answer.is_template = *is_template;
    if (fields.is_null("headers")) answer.headers.clear();
    if (const Json* headers = fields.find("headers")) answer.headers = read_headers(*headers, fields.at("headers"));
    read_body(fields, answer);
    if (fields.is_null("delay_ms")) answer.delay = {};
    if (const Json* delay = fields.find("delay_ms")) answer.delay = read_delay(*delay, fields.at("delay_ms"));
    if (fields.is_null("drip")) answer.drip = {};
    if (const Json* drip = fields.find("drip")) {
      const JsonFields parts(*drip, fields.at("drip"), {"bytes", "every_ms"});
      answer.drip.bytes = static_cast<std::size_t>(parts.whole("bytes", 1, kLargestDrip).value_or(1));
      answer.drip.every = std::chrono::milliseconds(parts.whole("every_ms", 1, in_ms(kLongestDelay)).value_or(100));
    }
    if (fields.is_null("fault")) answer.fault = AnswerFault::none;
    if (fields.text("fault")) answer.fault = read_fault(fields);
    if (answer.is_template) check_templates(fields, answer);
    return answer;
  }

  static AnswerFault read_fault(const JsonFields& fields) {
    Names names;
    for (const AnswerFault fault : kAnswerFaults) names.emplace_back(to_string(fault));
    return parse_answer_fault(one_of(fields, "fault", names)).value_or(AnswerFault::none);
  }

  static AnswerDelay read_delay(const Json& value, const std::string& pointer) {
    const std::int64_t most = in_ms(kLongestDelay);
    const auto ms = [&](const Json& number, const std::string& at) {
      return std::chrono::milliseconds(whole_of(number, at, 0, most));
    };
    if (value.is_array()) {
      if (value.size() != 2) throw BadField{pointer, "This is a pair: [least, most]."};
      const AnswerDelay delay{AnswerDelay::Kind::uniform, ms(value[0], pointer + "/0"), ms(value[1], pointer + "/1")};
      if (delay.most < delay.least) throw BadField{pointer + "/1", "The most is not less than the least."};
      return delay;
    }
    if (value.is_object()) {
      const JsonFields fields(value, pointer, {"median", "p95"});
      const auto median = fields.whole("median", 1, most);
      const auto p95 = fields.whole("p95", 1, most);
      if (!median) throw BadField{fields.at("median"), "This must be given."};
      if (!p95) throw BadField{fields.at("p95"), "This must be given."};
      if (*p95 < *median) throw BadField{fields.at("p95"), "This is not less than the median."};
      return {AnswerDelay::Kind::lognormal, std::chrono::milliseconds(*median), std::chrono::milliseconds(*p95)};
    }
    if (!value.is_number()) throw BadField{pointer, "This is a number, a pair [least, most] or {median, p95}."};
    const auto fixed = ms(value, pointer);
    if (fixed.count() == 0) return {};
    return {AnswerDelay::Kind::fixed, fixed, fixed};
  }

  static std::string read_base64(const std::string& text, const std::string& pointer) {
    auto bytes = base64_decode(text);
    if (!bytes) throw BadField{pointer, "This is base64 with its padding."};
    return *std::move(bytes);
  }

  static void read_body(const JsonFields& fields, BinResponse& answer) {
    const auto base64 = fields.text("body_base64", kLargestBody * 4 / 3 + 4);
    if (fields.has("body") && base64) {
      throw BadField{fields.at("body_base64"), "Give the body as `body` or as `body_base64`, not both."};
    }
    if (base64) {
      answer.tells_capture = false;
      answer.body = read_base64(*base64, fields.at("body_base64"));
    }
    if (!fields.has("body")) return;
    answer.tells_capture = fields.is_null("body");
    answer.body.clear();
    const Json* const body = fields.find("body");
    if (body == nullptr) return;
    if (!body->is_object()) {
      answer.body = text_of(*body, fields.at("body"), kLargestBody);
      return;
    }
    // As it is shown: how many bytes goes without saying.
    const JsonFields parts(*body, fields.at("body"), {"bytes", "text", "base64"});
    if (const auto text = parts.text("text", kLargestBody)) {
      answer.body = *text;
    } else if (const auto encoded = parts.text("base64", kLargestBody * 4 / 3 + 4)) {
      answer.body = read_base64(*encoded, parts.at("base64"));
    } else {
      throw BadField{fields.at("body"), "This is a text, or an object with `text` or `base64`."};
    }
  }

  static HeaderField read_header(const std::string& name, const std::string& value, const std::string& pointer) {
    // The framing of the answer is the server's: a length that is not true would break the connection.
    static const Names reserved{"content-length", "transfer-encoding", "connection", "keep-alive",
                                "upgrade",        "trailer",           "te"};
    if (!is_token(name)) throw BadField{pointer, "A header's name is made of letters, digits and !#$%&'*+-.^_`|~."};
    for (const std::string& ours : reserved) {
      if (same_header_name(name, ours)) throw BadField{pointer, "This header is set by the server."};
    }
    const bool breaks_lines = value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
    if (breaks_lines) throw BadField{pointer, "A header's value holds no line breaks and no NUL."};
    return {name, value};
  }

  static HeaderList read_headers(const Json& value, const std::string& pointer) {
    HeaderList headers;
    if (value.is_object()) {
      for (const auto& [name, text] : value.items()) {
        const std::string at = pointer + pointer_step(name);
        headers.push_back(read_header(name, text_of(text, at, kLongestHeaderValue), at));
      }
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        const std::string at = fmt::format("{}/{}", pointer, i);
        if (!value[i].is_array() || value[i].size() != 2) throw BadField{at, "This is a pair: [name, value]."};
        headers.push_back(read_header(text_of(value[i][0], at + "/0", kLongestHeaderName),
                                      text_of(value[i][1], at + "/1", kLongestHeaderValue), at));
      }
    } else {
      throw BadField{pointer, "This is a list of [name, value] pairs, or an object."};
    }
    if (headers.size() > kMostHeaders) {
      throw BadField{pointer, fmt::format("These are at most {} headers.", kMostHeaders)};
    }
    return headers;
  }

  void check_templates(const JsonFields& fields, const BinResponse& answer) const {
    if (const auto fault = checks_.template_text(answer.body)) throw BadField{fields.at("body"), *fault};
    for (const HeaderField& field : answer.headers) {
      if (const auto fault = checks_.template_text(field.value)) {
        throw BadField{fields.at("headers"), fmt::format("{}: {}", field.name, *fault)};
      }
    }
  }

  const AnswerChecks& checks_;
  std::size_t branches_ = 0;
};

// --- writing ---

Json to_json(const BinResponse& answer, AnswerBodies bodies) {
  Json json;
  json["status"] = answer.status;
  json["headers"] = Json::array();
  for (const HeaderField& field : answer.headers) json["headers"].push_back({field.name, field.value});
  if (answer.tells_capture) {
    json["body"] = nullptr;
  } else {
    json["body"] = {{"bytes", answer.body.size()}};
    if (bodies == AnswerBodies::whole) {
      if (is_utf8(answer.body))
        json["body"]["text"] = answer.body;
      else
        json["body"]["base64"] = base64_encode(answer.body);
    }
  }
  if (answer.is_template) json["template"] = true;
  switch (answer.delay.kind) {
    case AnswerDelay::Kind::none:
      break;
    case AnswerDelay::Kind::fixed:
      json["delay_ms"] = in_ms(answer.delay.least);
      break;
    case AnswerDelay::Kind::uniform:
      json["delay_ms"] = {in_ms(answer.delay.least), in_ms(answer.delay.most)};
      break;
    case AnswerDelay::Kind::lognormal:
      json["delay_ms"] = {{"median", in_ms(answer.delay.least)}, {"p95", in_ms(answer.delay.most)}};
      break;
  }
  if (answer.drip.bytes > 0) json["drip"] = {{"bytes", answer.drip.bytes}, {"every_ms", in_ms(answer.drip.every)}};
  if (answer.fault != AnswerFault::none) json["fault"] = to_string(answer.fault);
  return json;
}

Json to_json(const AnswerProgram& program, AnswerBodies bodies) {
  if (program.choice == Choice::one) return to_json(program.answer, bodies);
  const bool is_sequence = program.choice == Choice::by_arrival || program.choice == Choice::by_attempt;
  const bool is_chance = program.choice == Choice::by_chance;
  const std::size_t named = program.branches.size() - (is_sequence ? 0 : 1);
  Json list = Json::array();
  for (std::size_t i = 0; i < named; ++i) {
    const AnswerBranch& branch = program.branches[i];
    Json json = Json::object();
    if (is_chance) json["percent"] = branch.percent;
    if (program.choice == Choice::by_rule) json["when"] = branch.when;
    if (is_sequence && branch.times != 1) json["times"] = branch.times;
    json.update(to_json(branch.program, bodies));
    list.push_back(std::move(json));
  }
  Json json;
  json[is_sequence ? "sequence" : is_chance ? "chances" : "rules"] = std::move(list);
  if (is_sequence) {
    json["by"] = program.choice == Choice::by_attempt ? "attempt" : "arrival";
    json["then"] = program.starts_over ? "repeat" : "stay";
  } else {
    json["otherwise"] = to_json(program.branches.back().program, bodies);
  }
  return json;
}

}  // namespace

AnswerProgram read_answer_program(const Json& value, const AnswerProgram& before, const std::string& pointer,
                                  const AnswerChecks& checks) {
  if (value.is_null()) return {};
  return ProgramReader(checks).read_root(value, before, pointer);
}

Json to_answer_json(const AnswerProgram& program, AnswerBodies bodies) {
  Json json = to_json(program, bodies);
  if (program.seed) json["seed"] = *program.seed;
  return json;
}

}  // namespace hookloop
