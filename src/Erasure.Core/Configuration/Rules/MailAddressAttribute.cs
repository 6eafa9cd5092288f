namespace Erasure.Core.Configuration.Rules;

/// <summary>A bare mail address.</summary>
internal sealed class MailAddressAttribute : SettingRuleAttribute
{
    internal override string? Check(object value, Func<string, string?> environment) =>
        System.Net.Mail.MailAddress.TryCreate((string)value, out System.Net.Mail.MailAddress? address) && address.Address == (string)value
            ? null
            : "must be a mail address, such as privacy@example.org";
}
