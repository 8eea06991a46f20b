// Reads a JSON object that a person wrote, field by field: a field that nobody knows is an error that names the nearest
// one, and each value is checked where it is taken. The first that is wrong ends the reading with a BadField, which
// read_json makes into its caller's problem; nothing else throws it or catches it. One thread at a time.
//
// Where a field may be left out, null says the same as leaving it out, unless the caller asks for is_null.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/clock.h"
#include "shared/support/json_pointer.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

struct BadField {
  std::string pointer;  // RFC 6901, into the body
  std::string detail;   // a sentence that says what is allowed
};

class JsonFields {
 public:
  // `value` must outlive this. One that is no object, or has a field that is not known, is a BadField.
  JsonFields(const nlohmann::ordered_json& value, std::string pointer, std::vector<std::string> known);

  std::string at(std::string_view name) const { return pointer_ + pointer_step(name); }
  bool has(const std::string& name) const;      // it is there, as null or not
  bool is_null(const std::string& name) const;  // it is there, as null
  // Nothing where it is left out or null.
  const nlohmann::ordered_json* find(const std::string& name) const;

  std::optional<std::string> text(const std::string& name) const;
  std::string required_text(const std::string& name) const;
  // At most so many bytes long.
  std::optional<std::string> text(const std::string& name, std::size_t longest) const;
  // One of these words.
  std::optional<std::string> choice(const std::string& name, const std::vector<std::string>& words) const;
  std::optional<bool> flag(const std::string& name) const;
  std::optional<std::int64_t> whole(const std::string& name, std::int64_t least, std::int64_t most) const;
  std::optional<double> number(const std::string& name) const;
  std::optional<Microseconds> milliseconds(const std::string& name) const;  // a whole number of them
  std::optional<std::vector<std::string>> texts(const std::string& name) const;
  // Each element with the pointer to it.
  struct Element {
    const nlohmann::ordered_json* value;
    std::string pointer;
  };
  std::optional<std::vector<Element>> list(const std::string& name) const;

 private:
  const nlohmann::ordered_json& value_;
  std::string pointer_;
};

std::string text_of(const nlohmann::ordered_json& value, const std::string& pointer);
std::string text_of(const nlohmann::ordered_json& value, const std::string& pointer, std::size_t longest);
std::int64_t whole_of(const nlohmann::ordered_json& value, const std::string& pointer, std::int64_t least,
                      std::int64_t most);
Microseconds milliseconds_of(const nlohmann::ordered_json& value, const std::string& pointer);

namespace detail {
// A JSON value; an empty text is an empty object. BadField at "" for what is no JSON.
nlohmann::ordered_json parse_body(std::string_view body);
Problem to_problem(const BadField& field);
}  // namespace detail

}  // namespace hookloop
