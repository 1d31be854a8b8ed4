//! The pages beside queue and case, and their addresses.

use super::audit_page;
use super::desk::Desk;
use super::exceptions_page;
use super::figures_page;
use super::models_page;
use super::users_page;
use super::warnings_page;
use axum::Router;
use axum::routing::get;
use axum::routing::post;

/// Their routes.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/figures", get(figures_page::figures))
        .route("/warnings", get(warnings_page::warnings))
        .route("/models", get(models_page::models))
        .route("/models/{name}", get(models_page::model))
        .route("/exceptions", get(exceptions_page::exceptions).post(exceptions_page::add))
        .route("/exceptions/end", post(exceptions_page::end))
        .route("/audit", get(audit_page::audit))
        .route("/audit/verify", get(audit_page::verify))
        .route("/users", get(users_page::users).post(users_page::add))
        .route("/users/role", post(users_page::role))
        .route("/users/disable", post(users_page::disable))
        .route("/users/password", post(users_page::password))
}
