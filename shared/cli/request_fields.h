// What the flags of a command say, as the fields of its request: a JSON object that becomes the body or the query. Each
// field is known by its JSON Pointer, and remembers the flag that it came from, so that what the server finds wrong in
// "/retry/first_delay_ms" can be told of --first-delay. A value that can be checked at no cost is checked while the
// command line is read, and is a usage error there. One thread at a time; must outlive the parsing.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "shared/support/result.h"

namespace hookloop {

using Json = nlohmann::ordered_json;

// A flag's value as the field has it; the error says what is allowed.
using ReadField = std::function<Result<Json>(const std::string& text)>;

// The text itself, where it is one that its parser took.
template <typename Value>
Result<Json> checked_text(const std::string& text, const Result<Value>& parsed) {
  if (!parsed) return parsed.error();
  return Json(text);
}

Result<Json> read_text(const std::string& text);
Result<Json> read_milliseconds(const std::string& text);  // "10s" is 10000
Result<Json> read_size(const std::string& text);          // "4MiB" is 4194304
Result<Json> read_number(const std::string& text);        // "0.5"
Result<Json> read_moment(const std::string& text);        // RFC 3339
Result<Json> read_event_type(const std::string& text);    // any of its three forms is its id
Result<Json> read_url(const std::string& text);
Result<Json> read_header(const std::string& text);  // "Name: value" is ["Name", "value"]
Result<Json> read_signature_scheme(const std::string& text);

class RequestFields {
 public:
  // A list can be asked for by the group's name alone and by `list`: its flags are those of several commands.
  explicit RequestFields(std::vector<CLI::App*> commands) : commands_(std::move(commands)) {}

  void add(const std::string& flag, const std::string& pointer, const std::string& type_name, const std::string& help,
           const ReadField& read = read_text);
  // A word without a flag before it, which must be given.
  void add_word(const std::string& name, const std::string& pointer, const std::string& help,
                const ReadField& read = read_text);
  // May be repeated; the field is a list.
  void add_each(const std::string& flag, const std::string& pointer, const std::string& type_name,
                const std::string& help, const ReadField& read = read_text);
  void add_choice(const std::string& flag, const std::string& pointer, const std::vector<std::string>& words,
                  const std::string& help);
  void add_word_choice(const std::string& name, const std::string& pointer, const std::vector<std::string>& words,
                       const std::string& help);
  void add_whole(const std::string& flag, const std::string& pointer, std::uint64_t least, std::uint64_t most,
                 const std::string& help);
  // A flag without a value: the field is `value`.
  void add_flag(const std::string& flag, const std::string& pointer, const Json& value, const std::string& help);

  void put(const std::string& pointer, const Json& value);  // which no flag said
  bool has(const std::string& pointer) const;
  const Json& json() const { return json_; }
  // "--first-delay" of "/retry/first_delay_ms"; "--event" of "/events/3"; the pointer itself where no flag says it.
  std::string flag_for(const std::string& pointer) const;

 private:
  std::vector<CLI::App*> commands_;
  Json json_ = Json::object();
  std::vector<std::pair<std::string, std::string>> flags_;  // pointer, flag
};

}  // namespace hookloop
