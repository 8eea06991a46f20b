#include "shared/schema/payload_shape.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace hookloop {
namespace {

using Node = JsonText::Node;

// Our schemas name what they refer to as "#/$defs/NAME".
Node resolve(const JsonText& schema, Node node) {
  const auto reference = schema.find(node, "$ref");
  if (!reference) return node;
  const std::string target = schema.decoded(*reference);
  return schema.find(schema.root(), std::vector<std::string>{"$defs", target.substr(target.rfind('/') + 1)}).value();
}

void collect_fixed_values(const JsonText& schema, Node node, std::vector<std::string>& path, PayloadShape& shape) {
  const Node rules = resolve(schema, node);
  if (const auto value = schema.find(rules, "const")) shape.fixed_values.push_back({path, schema.decoded(*value)});
  const auto properties = schema.find(rules, "properties");
  if (!properties) return;
  for (const auto& [key, property] : schema.members(*properties)) {
    path.push_back(schema.decoded(key));
    collect_fixed_values(schema, property, path, shape);
    path.pop_back();
  }
}

PayloadShape read_shape(EventType type) {
  const auto read = JsonText::read(payload_schema(type));
  if (!read) throw std::logic_error("the schema of " + std::string(info(type).id) + " is not JSON");
  const JsonText& schema = *read;
  PayloadShape shape{type, {}, {}};
  for (const Node key : schema.elements(schema.find(schema.root(), "required").value())) {
    shape.keys.push_back(schema.decoded(key));
  }
  std::vector<std::string> path;
  collect_fixed_values(schema, schema.root(), path, shape);
  return shape;
}

std::vector<PayloadShape> read_shapes() {
  std::vector<PayloadShape> shapes;
  for (const EventTypeInfo& type : event_types()) shapes.push_back(read_shape(type.type));
  return shapes;
}

// How far a body is from a shape; the lesser is nearer.
struct Distance {
  std::size_t keys;          // missing and foreign ones at the top
  std::size_t fixed_values;  // not as the shape fixes them
  bool operator==(const Distance&) const = default;
  bool operator<(const Distance& other) const {
    return std::tie(keys, fixed_values) < std::tie(other.keys, other.fixed_values);
  }
};

bool has_key(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::optional<Distance> distance(const JsonText& body, const std::vector<std::string>& body_keys,
                                 const PayloadShape& shape) {
  const std::string verb(info(shape.type).happening);
  const std::string at = verb + "_at";
  const std::string by = verb + "_by";
  if (!has_key(body_keys, at) && !has_key(body_keys, by)) return std::nullopt;

  std::size_t matching = 0;
  for (const std::string& key : shape.keys) {
    const bool there = has_key(body_keys, key);
    const bool is_subject = key != at && key != by;
    if (is_subject && !there) return std::nullopt;
    matching += there ? 1 : 0;
  }
  const std::size_t astray = shape.keys.size() - matching + body_keys.size() - matching;
  if (astray >= matching) return std::nullopt;

  std::size_t other_values = 0;
  for (const auto& [path, value] : shape.fixed_values) {
    const auto node = body.find(body.root(), path);
    const bool same = node && body.kind(*node) == JsonKind::text && body.decoded(*node) == value;
    other_values += same ? 0 : 1;
  }
  return Distance{astray, other_values};
}

// A body with more keys than this is nobody's payload: the largest shape has four.
constexpr std::size_t kMostKeysOfOurs = 16;

}  // namespace

const PayloadShape& payload_shape(EventType type) {
  static const std::vector<PayloadShape> shapes = read_shapes();
  return shapes.at(static_cast<std::size_t>(type));
}

std::vector<EventType> nearest_shapes(const JsonText& body) {
  std::vector<EventType> nearest;
  const auto project = body.find(body.root(), "project");
  if (!project || body.kind(*project) != JsonKind::object) return nearest;
  if (body.size(body.root()) > kMostKeysOfOurs) return nearest;

  std::vector<std::string> keys;
  for (const auto& [key, value] : body.members(body.root())) {
    std::string name = body.decoded(key);
    if (!has_key(keys, name)) keys.push_back(std::move(name));
  }
  std::optional<Distance> least;
  for (const EventTypeInfo& type : event_types()) {
    const auto away = distance(body, keys, payload_shape(type.type));
    if (!away) continue;
    if (!least || *away < *least) {
      least = away;
      nearest.clear();
    }
    if (*away == *least) nearest.push_back(type.type);
  }
  return nearest;
}

}  // namespace hookloop
