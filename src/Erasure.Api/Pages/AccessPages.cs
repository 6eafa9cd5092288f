using Erasure.Api.Access;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Pages;

/// <summary>What a browser shows who may not see a page.</summary>
internal static class AccessPages
{
    /// <summary>Shown where the browser's own question is canceled.</summary>
    public static IResult SignIn() => PageLayout.Page(
        "Sign in",
        Html.Of($"""
            <header><p>Erasure</p><h1>Sign in</h1></header>
            <section><p>Load the page again, and give your name and your key. The name goes to the record of what you decide; the key is what you were given for this service.</p></section>
            """),
        StatusCodes.Status401Unauthorized);

    public static IResult Forbidden(RouteAccess access) => PageLayout.Page(
        "Not allowed",
        Html.Of($"""
            <header><p>Erasure</p><h1>Not allowed</h1></header>
            <section><p>This is for: {access.ToString()}. Your key doesn't have it.</p></section>
            """),
        StatusCodes.Status403Forbidden);
}
