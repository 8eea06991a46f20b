#include "shared/http_client/request_writer.h"

#include <algorithm>

namespace hookloop {

void RequestWriter::start(ClientConnection& connection, std::size_t size) {
  connection_ = &connection;
  end_ = std::min(size, wire_.reset_after.value_or(size));
  if (end_ == 0) return wrote(true);
  write_piece();
}

void RequestWriter::write_piece() {
  const std::size_t left = end_ - written_;
  const std::size_t count = wire_.piece_bytes == 0 ? left : std::min(left, wire_.piece_bytes);
  written_ += count;
  if (connection_->write(written_ - count, count)) wrote(true);
}

void RequestWriter::wrote(bool is_written) {
  if (!is_written) return;
  if (written_ < end_) return pause_.set(deadline_in(wire_.pause));
  // Not here: this may still be inside the call that sends.
  if (wire_.reset_after) return pause_.set(RealTime::now());
  is_done_ = true;
}

void RequestWriter::go_on() {
  if (written_ < end_) return write_piece();
  // What has not left this machine by now is lost, as when a sender dies.
  connection_->reset();
  was_reset_();
}

}  // namespace hookloop
