using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Mvc;

namespace Erasure.Api.Pages;

/// <summary>The pages for people. An erasure's id is 128 bits that can't be guessed; what is behind it names nobody until the form is sent.</summary>
internal static class PageRoutes
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder pages = endpoints.MapGroup("/erasures/{id}").ExcludeFromDescription();
        pages.MapGet("", StatusPage.GetAsync);
        RouteGroupBuilder domain = pages.MapGroup("/domains/{domain}").WithMetadata(new RequestSizeLimitAttribute(16 * 1024));
        domain.MapGet("", (string id, string domain, DomainPage page, CancellationToken cancellationToken) => page.GetAsync(id, domain, cancellationToken));
        domain.MapPost("/reveal", (string id, string domain, DomainPage page, HttpRequest request, CancellationToken cancellationToken) => page.RevealAsync(id, domain, request, cancellationToken));
        domain.MapPost("/retry", (string id, string domain, DomainPage page, HttpRequest request, CancellationToken cancellationToken) => page.RetryAsync(id, domain, request, cancellationToken));
        domain.MapPost("/resolve", (string id, string domain, DomainPage page, HttpRequest request, CancellationToken cancellationToken) => page.ResolveAsync(id, domain, request, cancellationToken));
    }
}
