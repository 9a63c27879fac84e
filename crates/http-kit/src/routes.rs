//! A router and the list of what is in it, out of one table.

/// Makes a router, and the list of its paths with their methods, out of one table: no route can be missing from the list.
///
/// ```text
/// http_kit::routes!(pub ROUTES, router -> Router<Api>, {
///     "/things" => GET things::list::handle, POST things::create::handle;
/// });
/// ```
#[macro_export]
macro_rules! routes {
    ($visibility:vis $list:ident, $router:ident -> Router<$state:ty>, {$($path:literal => $($method:ident $handler:path),+;)+}) => {
        $visibility const $list: &[(&str, &[&str])] = &[$(($path, &[$(stringify!($method)),+])),+];

        fn $router() -> ::axum::Router<$state> {
            ::axum::Router::new()$(.route(
                $path,
                ::axum::routing::MethodRouter::new()$(.on(::axum::routing::MethodFilter::$method, $handler))+,
            ))+
        }
    };
}
