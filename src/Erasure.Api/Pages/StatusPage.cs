using Erasure.Core.Erasures;
using Erasure.Core.Ledger;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Pages;

/// <summary><c>GET /erasures/{id}</c>: how far an erasure is, for people.</summary>
internal static class StatusPage
{
    public static async Task<IResult> GetAsync(string id, IErasureService erasures, TimeProvider time, CancellationToken cancellationToken) =>
        await erasures.GetAsync(id, cancellationToken) is { } view
            ? PageLayout.Page("Erasure", Body(view, time.GetUtcNow()))
            : Missing();

    public static IResult Missing() => PageLayout.Page(
        "Not found",
        Html.Of($"""
            <header><p>Erasure</p><h1>Not found</h1></header>
            <section><p>There is no erasure at this address. Check that the whole link was copied.</p></section>
            """),
        StatusCodes.Status404NotFound);

    public static Html Body(ErasureView view, DateTimeOffset now)
    {
        ErasureRecord erasure = view.Erasure;
        bool isOpen = erasure.EndedAt is null;
        return Html.Of($"""
            <header><p>A person asked to be erased</p><h1>Erasure {Wording.Badge(erasure.State, view.IsOverdue)}</h1></header>
            <section><dl>
            <dt>Received</dt><dd>{Wording.Day(erasure.ReceivedAt)}</dd>
            {Row("Ended", erasure.EndedAt is { } ended ? Wording.Day(ended) : null)}
            <dt>Deadline</dt><dd>{Wording.Deadline(erasure, now)}</dd>
            {Row("Extended", erasure.ExtensionReason)}
            {Row("Reference", erasure.Reference)}
            {Row("Asked for again as", erasure.OtherReferences is { } others ? string.Join(", ", others) : null)}
            {Row("Identifiers", erasure.IdentifiersDestroyedAt is { } destroyed ? $"destroyed {Wording.Day(destroyed)}" : "sealed until the erasure ends")}
            {Row("Mails", Wording.Undelivered(view))}
            <dt>Report</dt><dd><a href="/api/erasures/{erasure.Id}/report">{(isOpen ? "as it stands" : "what was done, to be filed")}</a> <span class="hint">(JSON)</span></dd>
            <dt>Id</dt><dd><code>{erasure.Id}</code></dd>
            </dl></section>
            <section><h2>Domains</h2>
            <table><thead><tr><th scope="col">Domain</th><th scope="col">State</th><th scope="col">Result</th>{(isOpen ? Html.Of($"<th scope=\"col\">Next attempt</th>") : null)}</tr></thead><tbody>
            {Html.Join(view.Domains.Select(domain => Html.Of($"""
                <tr><td><a href="/erasures/{erasure.Id}/domains/{domain.Domain}">{domain.Domain}</a></td><td>{Wording.Badge(domain.State)}</td><td>{Wording.Result(domain)}</td>{(isOpen ? Html.Of($"<td>{Wording.NextAttempt(domain)}</td>") : null)}</tr>
                """)))}
            </tbody></table></section>
            <section><h2>What happened</h2>
            <ol>{Timeline(view.Timeline)}</ol></section>
            """);
    }

    public static Html Timeline(IEnumerable<LedgerEntry> entries) => Html.Join(entries.Select(entry => Html.Of($"""
        <li><time datetime="{entry.At.ToString("O")}">{Wording.Moment(entry.At)}</time><span>{Wording.Event(entry.Event)}{(entry.Domain is { } domain ? Html.Of($" · {domain}") : null)}{(Wording.Decision(entry) is { } decision ? Html.Of($"<br><span class=\"hint\">{decision}</span>") : null)}</span></li>
        """)));

    private static Html Row(string term, string? text) =>
        text is null ? Html.Empty : Html.Of($"<dt>{term}</dt><dd>{text}</dd>");
}
