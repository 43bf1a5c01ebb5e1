/** Tests of the admin API over real sockets. */
@org.jspecify.annotations.NullMarked
package dev.skein.admin;
