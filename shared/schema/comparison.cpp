#include "shared/schema/comparison.h"

#include <algorithm>
#include <map>
#include <utility>

#include "shared/support/ascii.h"

namespace hookloop {
namespace {

// Of the fields of one name: their places in both lists.
struct Places {
  std::vector<std::size_t> before;
  std::vector<std::size_t> after;
};

using ByName = std::map<std::string, Places>;

ByName places_by_name(const HeaderList& before, const HeaderList& after, NameCase name_case) {
  const auto key = [&](const std::string& name) { return name_case == NameCase::ignored ? to_lower(name) : name; };
  ByName places;
  for (std::size_t i = 0; i < before.size(); ++i) places[key(before[i].name)].before.push_back(i);
  for (std::size_t i = 0; i < after.size(); ++i) places[key(after[i].name)].after.push_back(i);
  return places;
}

// Which of the matched fields have to be moved to bring one order into the other: all that are not in a longest run
// that keeps its order. `after_of` has, in the order of `before`, the place in `after`.
std::vector<bool> find_moved(const std::vector<std::size_t>& after_of) {
  std::vector<std::size_t> ends;  // of runs of each length: the index of the least last place
  std::vector<std::size_t> previous(after_of.size(), after_of.size());
  for (std::size_t i = 0; i < after_of.size(); ++i) {
    const auto at = std::lower_bound(ends.begin(), ends.end(), after_of[i],
                                     [&](std::size_t index, std::size_t place) { return after_of[index] < place; });
    if (at != ends.begin()) previous[i] = *(at - 1);
    if (at == ends.end())
      ends.push_back(i);
    else
      *at = i;
  }
  std::vector<bool> moved(after_of.size(), true);
  for (std::size_t i = ends.empty() ? after_of.size() : ends.back(); i < after_of.size(); i = previous[i]) {
    moved[i] = false;
  }
  return moved;
}

struct Placed {
  std::size_t place;  // in `before`; of what was added, behind all of it and by its place in `after`
  FieldDifference difference;
};

// All that differs but the order; and the pairs whose places can be compared.
std::vector<Placed> compare_values(const ByName& by_name, const HeaderList& before, const HeaderList& after,
                                   std::vector<std::pair<std::size_t, std::size_t>>& pairs) {
  using Kind = FieldDifference::Kind;
  std::vector<Placed> found;
  for (const auto& [key, places] : by_name) {
    const std::size_t both = std::min(places.before.size(), places.after.size());
    for (std::size_t i = 0; i < both; ++i) {
      const HeaderField& a = before[places.before[i]];
      const HeaderField& b = after[places.after[i]];
      pairs.emplace_back(places.before[i], places.after[i]);
      if (a.value != b.value) found.push_back({places.before[i], {Kind::changed, a.name, a.value, b.value}});
      if (a.name != b.name) found.push_back({places.before[i], {Kind::name_case, a.name, a.name, b.name}});
    }
    for (std::size_t i = both; i < places.before.size(); ++i) {
      const HeaderField& a = before[places.before[i]];
      found.push_back({places.before[i], {Kind::removed, a.name, a.value, std::nullopt}});
    }
    for (std::size_t i = both; i < places.after.size(); ++i) {
      const HeaderField& b = after[places.after[i]];
      found.push_back({before.size() + places.after[i], {Kind::added, b.name, std::nullopt, b.value}});
    }
  }
  return found;
}

}  // namespace

std::string_view to_string(FieldDifference::Kind kind) {
  switch (kind) {
    case FieldDifference::Kind::added:
      return "added";
    case FieldDifference::Kind::removed:
      return "removed";
    case FieldDifference::Kind::changed:
      return "changed";
    case FieldDifference::Kind::name_case:
      return "name_case";
    case FieldDifference::Kind::moved:
      break;
  }
  return "moved";
}

FieldComparison compare_fields(const HeaderList& before, const HeaderList& after, NameCase name_case) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  auto found = compare_values(places_by_name(before, after, name_case), before, after, pairs);
  std::sort(pairs.begin(), pairs.end());
  std::vector<std::size_t> after_of;
  for (const auto& pair : pairs) after_of.push_back(pair.second);
  const auto moved = find_moved(after_of);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!moved[i]) continue;
    const HeaderField& field = before[pairs[i].first];
    found.push_back(
        {pairs[i].first, {FieldDifference::Kind::moved, field.name, field.value, after[pairs[i].second].value}});
  }
  std::stable_sort(found.begin(), found.end(), [](const Placed& a, const Placed& b) { return a.place < b.place; });
  FieldComparison comparison;
  comparison.left_out = found.size() - std::min(found.size(), kMostFieldDifferences);
  found.erase(found.end() - static_cast<std::ptrdiff_t>(comparison.left_out), found.end());
  for (Placed& placed : found) comparison.differences.push_back(std::move(placed.difference));
  return comparison;
}

BytesComparison compare_bytes(std::string_view before, std::string_view after) {
  const auto [one, other] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  if (one == before.end() && other == after.end()) return {};
  return {static_cast<std::size_t>(one - before.begin())};
}

std::optional<JsonComparison> compare_json_bodies(std::string_view before, std::string_view after) {
  if (std::max(before.size(), after.size()) > kLargestComparedJson) return std::nullopt;
  const auto one = JsonText::read(before);
  const auto other = JsonText::read(after);
  if (!one || !other) return std::nullopt;
  return compare_json(*one, *other);
}

}  // namespace hookloop
