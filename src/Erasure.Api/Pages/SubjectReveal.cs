using Erasure.Core.Subjects;

namespace Erasure.Api.Pages;

/// <summary>The one place of the web pages where a subject is opened: for its domain's admin, after the ledger knows.</summary>
internal static class SubjectReveal
{
    public static Html Show(Sealed<Subject> subject) => Html.Of($"""
        <section class="notice" role="status"><h2>Whom this is about</h2>
        <dl>{Html.Join(subject.Open().Identifiers.Select(identifier => Html.Of($"<dt>{identifier.Key}</dt><dd><code>{identifier.Value}</code></dd>")))}</dl>
        <p class="hint">Your look has been recorded. Don't copy this anywhere that isn't erased too; closing the page forgets it.</p></section>
        """);
}
