// Runs a piece of work where the store may be written (the recorder's loop) and waits for its result. Worker threads
// only; on the loop's own thread it would wait for itself.
#pragma once

#include <functional>
#include <future>
#include <type_traits>
#include <utility>

namespace hookloop {

class Writer {
 public:
  // `post` hands work to the loop and returns at once.
  explicit Writer(std::function<void(std::function<void()>)> post) : post_(std::move(post)) {}

  // What the work throws comes out here.
  template <typename Work>
  std::invoke_result_t<Work> run(Work&& work) const {
    std::packaged_task<std::invoke_result_t<Work>()> task(std::ref(work));
    auto result = task.get_future();
    post_([&task] { task(); });
    return result.get();
  }

 private:
  std::function<void(std::function<void()>)> post_;
};

}  // namespace hookloop
