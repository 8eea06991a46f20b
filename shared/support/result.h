// A value, or why there is none. For outcomes that are expected (bad input, unknown names); exceptions stay for bugs and a
// broken environment. `Error` is one sentence for a person that says what to do.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace hookloop {

struct Error {
  std::string message;
};

template <typename Value, typename Failure = Error>
class [[nodiscard]] Result {
 public:
  Result(Value value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Failure failure) : state_(std::in_place_index<1>, std::move(failure)) {}

  explicit operator bool() const { return state_.index() == 0; }

  // Asking for the one that is not there is a bug: std::bad_variant_access.
  const Value& value() const& { return std::get<0>(state_); }
  Value& value() & { return std::get<0>(state_); }
  Value&& value() && { return std::get<0>(std::move(state_)); }
  const Value& operator*() const& { return value(); }
  Value& operator*() & { return value(); }
  Value&& operator*() && { return std::move(*this).value(); }
  const Value* operator->() const { return &value(); }
  Value* operator->() { return &value(); }
  const Failure& error() const { return std::get<1>(state_); }

 private:
  std::variant<Value, Failure> state_;
};

}  // namespace hookloop
