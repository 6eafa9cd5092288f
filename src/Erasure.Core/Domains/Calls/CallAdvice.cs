namespace Erasure.Core.Domains.Calls;

/// <summary>What a code of a failed call to a domain means, and what to do about it. <c>docs/domain-contract.md</c> shows the same table.</summary>
/// <param name="Code">The code; one that ends with <c>…</c> stands for all that begin so.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Remedy">What to do.</param>
public sealed record CallAdvice(string Code, string Meaning, string Remedy)
{
    private const char Rest = '…';

    /// <summary>Every code there is, the first that fits counting.</summary>
    public static IReadOnlyList<CallAdvice> All { get; } =
    [
        new("certificate", "The TLS certificate of the domain, or of its token endpoint, is refused: it has expired, is for another host, or is signed by nobody whom this machine trusts. Nothing was sent.", "Have it renewed for the host that the configuration names, or add its authority to those that this machine trusts; then retry."),
        new("network", "The connection couldn't be made, or broke before the answer's end.", "See that the domain runs, and that its address can be reached from here; then retry."),
        new("timeout", "The answer didn't come within the connector's time.", "See what the domain is waiting for, or set a longer timeout; then retry."),
        new("answer-not-json", "The body of a success is no JSON object in UTF-8, or not the compressed one that it is said to be. A login page or a proxy answers like that.", "See the call's page for its length and headers, and ask the address by hand for what it says: its words aren't kept. Where the API answers in plain text, set answer.status to \"\"; then retry."),
        new("answer-too-long", "The body is longer than what is read.", "Set maxAnswerBytes higher, or have the domain answer with what the contract asks for; then retry."),
        new("unknown-status", "The answer has a status, and it is no word that the configuration knows.", "The call's page shows where the status stands, and not its word, which isn't kept: take that from the domain's documentation or log. Set answer.status and the words so; then retry."),
        new("token-…", "The token endpoint refused, or gave no token.", "Renew the client's secret, or compare the token endpoint's address and scope; then retry."),
        new("http-400", "The domain can't make sense of the call.", "Compare method, path, body and headers of the configuration with the domain's API; then retry."),
        new("http-401", "The domain refused the proof of who is calling.", "Renew the key or the client's secret; then retry."),
        new("http-403", "The domain doesn't allow the call.", "Have the domain allow it to this client; then retry."),
        new("http-404", "The domain has nothing at this address: a wrong path, or an erasure that it has forgotten.", "Compare url and path. Where a 404 means that nothing of the person is there, list it under nothingFound; then retry."),
        new("http-405", "The domain knows the address, and not this method there.", "Set submit.method or check.method to what its API says; then retry."),
        new("http-407", "A proxy on the way asks who is calling.", "Let this machine through there, or to the domain without it; then retry."),
        new("http-408", "The domain waited for the call's end in vain.", "See what is slow between here and the domain; then retry."),
        new("http-409", "The call doesn't fit the state in which the domain has this person or erasure.", "Look there what is under way; then retry."),
        new("http-410", "The domain has nothing at this address any more.", "Compare url and path. Where a 410 means that nothing of the person is there, list it under nothingFound; then retry."),
        new("http-413", "The body of the call is too long for the domain.", "Have the domain take it, or name fewer identifiers; then retry."),
        new("http-415", "The domain doesn't take JSON.", "Compare the domain's API: set body to false where it wants none; then retry."),
        new("http-429", "The domain is asked more often than it bears, and said so until the attempts were used up.", "Lower the domain's limits (limits.concurrency, limits.perSecond), or have it allow more; then retry."),
        new("http-451", "The domain may not by law.", "Ask its admin; erase by hand and resolve, or close with what is still owed."),
        new("http-3…", "A redirect, which isn't followed, since calls name a person.", "Set url to where it leads, if that is the domain; then retry."),
        new("http-4…", "The domain refused the call.", "Compare the configuration with the domain's API; then retry."),
        new("http-502", "A proxy before the domain got no answer from it that it understands.", "See that the domain runs behind its proxy; then retry."),
        new("http-504", "A proxy before the domain got no answer from it in time.", "See what the domain is waiting for, behind its proxy; then retry."),
        new("http-…", "The domain failed.", "Ask its admin; then retry."),
        new("identifier-…", "The path needs an identifier that the request didn't name, or that no path can carry.", "Erase by hand and resolve; or cancel the erasure, and ask again with the identifier added and the same receivedAt, which keeps the deadline."),
        new("domain-unspecified", "The domain says that it failed, and gives no reason that answer.reasons lists.", "The call's page has what it said, for as long as calls are kept; mend that in the domain, then retry. A reason that answer.reasons lists is told at once."),
        new("domain-…", "The domain says that it failed, for the reason in the code.", "Mend that in the domain; then retry."),
        new("domain", "The domain gave up for a reason of its own, which the erasure's progress tells.", "Mend that in the domain; then retry."),
    ];

    /// <summary>What a code means; null where it is none of a call.</summary>
    public static CallAdvice? Of(string code) => All.FirstOrDefault(advice => advice.Code[^1] == Rest
        ? code.StartsWith(advice.Code[..^1], StringComparison.Ordinal)
        : code == advice.Code);
}
