#include "shared/sqlite/reader_pool.h"

#include "shared/sqlite/database.h"

namespace hookloop {

// More readers than this at once are rare: their connections are closed again, so that a burst of viewers leaves none
// behind.
constexpr std::size_t kIdleReaders = 16;

ReaderPool::Lease ReaderPool::lease() {
  auto reader = idle_.with([](auto& idle) -> std::unique_ptr<Reader> {
    if (idle.empty()) return nullptr;
    auto last = std::move(idle.back());
    idle.pop_back();
    return last;
  });
  if (!reader) reader = std::unique_ptr<Reader>(new Reader{open_reader(file_)});
  return {*this, std::move(reader)};
}

void ReaderPool::give_back(std::unique_ptr<Reader> reader) {
  idle_.with([&](auto& idle) {
    if (idle.size() < kIdleReaders) idle.push_back(std::move(reader));
  });
}

}  // namespace hookloop
