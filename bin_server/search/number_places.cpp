#include "bin_server/search/number_places.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <string>

#include "shared/support/ascii.h"
#include "shared/support/decimal.h"
#include "shared/support/json_pointer.h"

namespace hookloop {
namespace {

// FNV-1a: it need only tell places apart, and is made for every value of every body.
class Place {
 public:
  explicit Place(SearchField field) { add(static_cast<char>('0' + static_cast<int>(field))); }

  Place inside(std::string_view step) const {
    Place place = *this;
    for (const char c : step) place.add(c);
    place.add('\0');
    return place;
  }
  std::int64_t number() const { return static_cast<std::int64_t>(hash_); }

 private:
  void add(char c) {
    hash_ ^= static_cast<unsigned char>(c);
    hash_ *= 0x100000001b3;
  }

  std::uint64_t hash_ = 0xcbf29ce484222325;
};

class Gatherer {
 public:
  explicit Gatherer(std::size_t limit) : limit_(limit) {}

  void add(const Place& place, std::string_view text) {
    if (text.empty() || (!is_digit(text[0]) && text[0] != '-')) return;
    const auto value = decimal_key(text);
    if (!value) return;
    if (numbers_.size() == limit_) {
      are_too_many_ = true;
    } else {
      numbers_.push_back({place.number(), value->key});
    }
  }

  // As deep as JsonText reads: kDeepestJson.
  void add_all(const Place& place, const JsonText& json, JsonText::Node node) {
    if (are_too_many_) return;
    switch (json.kind(node)) {
      case JsonKind::number:
        return add(place, json.raw(node));
      case JsonKind::text:
        return add_text(place, json, node);
      case JsonKind::list: {
        std::size_t index = 0;
        for (auto at = node + 1; at < json.after(node); at = json.after(at)) {
          add_all(place.inside(fmt::format_int(index++).str()), json, at);
        }
        return;
      }
      case JsonKind::object:
        for (auto key = node + 1; key < json.after(node); key = json.after(key + 1)) {
          add_all(place.inside(json.decoded(key)), json, key + 1);
        }
        return;
      case JsonKind::null:
      case JsonKind::boolean:
        return;
    }
  }

  std::optional<std::vector<IndexedNumber>> take() {
    if (are_too_many_) return std::nullopt;
    return std::move(numbers_);
  }

 private:
  void add_text(const Place& place, const JsonText& json, JsonText::Node node) {
    const std::string_view raw = json.raw(node);
    const bool may_be_number = raw[1] == '-' || raw[1] == '\\' || is_digit(raw[1]);
    if (may_be_number) add(place, json.decoded(node));
  }

  const std::size_t limit_;
  std::vector<IndexedNumber> numbers_;
  bool are_too_many_ = false;
};

// "/items/00" is /items/0 in a list, and another place in an object.
bool may_be_written_otherwise(std::string_view step) {
  return step.size() > 1 && step[0] == '0' && std::all_of(step.begin(), step.end(), is_digit);
}

}  // namespace

std::optional<std::vector<IndexedNumber>> numbers_of(SearchSubject& subject, std::size_t limit) {
  Gatherer gatherer(limit);
  const Place header(SearchField::header);
  for (const auto& [name, value] : subject.head().headers) gatherer.add(header.inside(to_lower(name)), value);
  const Place query(SearchField::query);
  for (const auto& [name, value] : parse_query(target_query(subject.line().target).value_or(""))) {
    gatherer.add(query.inside(name), value);
  }
  if (const JsonText* const json = subject.json()) {
    gatherer.add_all(Place(SearchField::body), *json, json->root());
  }
  return gatherer.take();
}

std::optional<std::int64_t> number_place(SearchField field, std::string_view name) {
  Place place(field);
  if (field == SearchField::header) return place.inside(to_lower(name)).number();
  if (field == SearchField::query) return place.inside(name).number();
  while (!name.empty()) {
    const std::string step = take_pointer_step(name);
    if (may_be_written_otherwise(step)) return std::nullopt;
    place = place.inside(step);
  }
  return place.number();
}

std::int64_t method_number(std::string_view method) {
  return Place(SearchField::method).inside(to_lower(method)).number();
}

}  // namespace hookloop
