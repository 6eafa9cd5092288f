using System.Globalization;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Erasures;
using Erasure.Core.Language;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Pages;

/// <summary><c>/erasures/{id}/domains/{domain}/calls/{call}</c>: what was said in one call, masked.</summary>
internal static class CallPage
{
    public static async Task<IResult> GetAsync(string id, string domain, string call, IErasureService erasures, CancellationToken cancellationToken) =>
        await erasures.GetCallAsync(id, domain, call, cancellationToken) is { } found
            ? PageLayout.Page($"Call to {domain}", Body(id, found))
            : StatusPage.Missing();

    /// <summary>A domain's calls as a table, each with a link to its page.</summary>
    public static Html Table(string id, IReadOnlyList<DomainCall> calls) => calls.Count == 0 ? Html.Of($"<p class=\"hint\">None, or they have expired.</p>") : Html.Of($"""
        <table><thead><tr><th scope="col">When</th><th scope="col">Call</th><th scope="col">Answer</th></tr></thead><tbody>
        {Html.Join(calls.Select(call => Html.Of($"""
            <tr><td><time datetime="{call.At.ToString("O")}">{Wording.Moment(call.At)}</time></td><td><a href="/erasures/{id}/domains/{call.Domain}/calls/{call.Id}">{call.Operation}, attempt {call.Attempt}</a></td><td>{Wording.Badge(call)} {Answer(call)}</td></tr>
            """)))}
        </tbody></table>
        """);

    private static Html Body(string id, DomainCall call) => Html.Of($"""
        <header><p><a href="/erasures/{id}">Erasure</a> in <a href="/erasures/{id}/domains/{call.Domain}">{call.Domain}</a></p><h1>Call {Wording.Badge(call)}</h1></header>
        <section><dl>
        <dt>When</dt><dd>{Wording.Moment(call.At)} UTC</dd>
        <dt>What</dt><dd>{call.Operation}, attempt {call.Attempt}{(call.Resend == 0 ? null : Html.Of($", sent again {English.Count(call.Resend, "time")}"))}</dd>
        <dt>Answer</dt><dd>{Answer(call)}</dd>
        {(call.Code is { } code && CallAdvice.Of(code) is { } advice ? Html.Of($"<dt>Means</dt><dd>{advice.Meaning} {advice.Remedy}</dd>") : null)}
        {(call.Reason is { } reason ? Html.Of($"<dt>Reason</dt><dd>{reason} <span class=\"hint\">(not listed in answer.reasons, and so in no report)</span></dd>") : null)}
        <dt>Took</dt><dd>{call.Milliseconds.ToString("N0", CultureInfo.InvariantCulture)} ms</dd>
        </dl></section>
        <section><h2>What was sent</h2>
        <p><code>{call.Method} {call.Address}</code></p>
        {Message(call.RequestHeaders, call.RequestBody)}</section>
        <section><h2>What came back</h2>
        {(call.Status is null ? Html.Of($"<p>Nothing.</p>") : Message(call.ResponseHeaders, call.ResponseBody))}</section>
        <p class="hint">Values may name the person, and are not kept: <code>string(12)</code> stands for a text of 12 characters, <code>number(3)</code> for a number of 3. Only words that the configuration knows stand as they were said; any other word is in the domain's own log and documentation. A reason stands as the domain gave it. All of it is deleted after a while.</p>
        """);

    private static Html Message(IReadOnlyDictionary<string, string> headers, string? body) => Html.Of($"""
        {(headers.Count == 0 ? null : Html.Of($"<dl>{Html.Join(headers.Select(header => Html.Of($"<dt>{header.Key}</dt><dd><code>{header.Value}</code></dd>")))}</dl>"))}
        {(body is null ? Html.Of($"<p class=\"hint\">No body.</p>") : Html.Of($"<pre><code>{body}</code></pre>"))}
        """);

    private static string Answer(DomainCall call) => (call.Status, call.Code) switch
    {
        ({ } status, { } code) => $"{status}, {code}",
        ({ } status, null) => $"{status}",
        (null, var code) => code ?? "",
    };
}
