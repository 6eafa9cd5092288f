using Erasure.Api.Routing;
using Microsoft.AspNetCore.Http;
using static Erasure.Api.Access.Roles;
using static Microsoft.AspNetCore.Http.HttpMethods;

namespace Erasure.Api.Pages;

/// <summary>The pages for people. None names a person until the form is sent that the ledger records.</summary>
internal static class PageRoutes
{
    private const string Status = "/erasures/{id}";
    private const string Domain = Status + "/domains/{domain}";

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("statusPage", Get, Status, Operator | Approver | Auditor, StatusPage.GetAsync),
        new(
            "domainPage",
            Get,
            Domain,
            Operator | Approver | Auditor,
            (string id, string domain, DomainPage page, HttpRequest request, CancellationToken cancellationToken) => page.GetAsync(id, domain, request, cancellationToken)),
        new("callPage", Get, Domain + "/calls/{call}", Operator | Approver | Auditor, CallPage.GetAsync),
        new(
            "revealOnPage",
            Post,
            Domain + "/reveal",
            Operator,
            (string id, string domain, DomainPage page, HttpRequest request, CancellationToken cancellationToken) => page.RevealAsync(id, domain, request, cancellationToken)),
        new(
            "retryOnPage",
            Post,
            Domain + "/retry",
            Operator,
            (string id, string domain, DomainPage page, HttpRequest request, CancellationToken cancellationToken) => page.RetryAsync(id, domain, request, cancellationToken)),
        new(
            "resolveOnPage",
            Post,
            Domain + "/resolve",
            Operator,
            (string id, string domain, DomainPage page, HttpRequest request, CancellationToken cancellationToken) => page.ResolveAsync(id, domain, request, cancellationToken)),
    ];
}
