using Erasure.Core.Domains;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Mail;

/// <summary>Who reads a mail.</summary>
internal sealed class MailRecipients(MailConfiguration settings, IReadOnlyList<DomainConfiguration> domains, SubjectVault vault)
{
    /// <summary>The mail for each who reads it: those who asked, each with his own reference, or the one other reader there is.</summary>
    public async Task<IReadOnlyList<MailOrder>> AddressAsync(string erasureId, MailOrder order, CancellationToken cancellationToken) =>
        IsRequester(order.Kind) ? [.. (await vault.OpenAsync(erasureId, cancellationToken))?.Requesters.Select((requester, index) => To(requester, order) with { Recipient = index }) ?? []]
        : await FindAsync(erasureId, order, cancellationToken) is null ? []
        : [order];

    /// <summary>The address; null where there is nobody: no requester's address given (or it is destroyed), no privacy officer or domain configured.</summary>
    public async Task<Sealed<string>?> FindAsync(string erasureId, MailOrder order, CancellationToken cancellationToken) => order.Kind switch
    {
        _ when IsRequester(order.Kind) =>
            (await vault.OpenAsync(erasureId, cancellationToken))?.Requesters.ElementAtOrDefault(order.Recipient)?.Email,
        MailKind.OfficerStuck or MailKind.OfficerOverdue or MailKind.OfficerEnded => Seal(settings.PrivacyOfficer),
        _ => Seal(domains.FirstOrDefault(domain => domain.Name == order.Domain)?.Admin ?? settings.PrivacyOfficer),
    };

    /// <summary>Mails of this kind go to the person.</summary>
    public static bool IsRequester(MailKind kind) =>
        kind is MailKind.RequesterReceived or MailKind.RequesterExtended or MailKind.RequesterWithheld or MailKind.RequesterCompleted or MailKind.RequesterFailed or MailKind.RequesterCanceled;

    private static MailOrder To(Requester requester, MailOrder order) => requester.Reference is { } reference
        ? order with { Facts = new Dictionary<string, string>(order.Facts) { [MailFacts.Reference] = reference } }
        : order;

    private static Sealed<string>? Seal(string? address) => address is null ? null : new Sealed<string>(address);
}
