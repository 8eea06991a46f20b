#include "bin_server/feed/live_feed.h"

#include <algorithm>

namespace hookloop {

void LiveFeed::announce(BinNumber bin, Seq last_seq) {
  if (also_told_) also_told_(bin);
  const std::lock_guard lock(mutex_);
  auto& channel = channels_[bin];
  if (!channel) channel = std::make_shared<Channel>();
  channel->last_seq = std::max(channel->last_seq, last_seq);
  channel->news.notify_all();
}

LiveFeed::Woken LiveFeed::wait(BinNumber bin, Seq after, std::chrono::milliseconds time_out) {
  std::unique_lock lock(mutex_);
  auto& entry = channels_[bin];
  if (!entry) entry = std::make_shared<Channel>();
  const std::shared_ptr<Channel> channel = entry;  // stays while this waits, also when the bin is closed
  channel->news.wait_for(lock, time_out, [&] { return closed_ || channel->closed || channel->last_seq > after; });
  if (closed_ || channel->closed) return Woken::closed;
  return channel->last_seq > after ? Woken::news : Woken::time_out;
}

void LiveFeed::close_bin(BinNumber bin) {
  const std::lock_guard lock(mutex_);
  const auto channel = channels_.find(bin);
  if (channel == channels_.end()) return;
  channel->second->closed = true;
  channel->second->news.notify_all();
  channels_.erase(channel);  // who waits holds it
}

void LiveFeed::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (auto& [bin, channel] : channels_) channel->news.notify_all();
}

}  // namespace hookloop
