namespace Erasure.Core.Settings;

/// <summary>A bare mail address.</summary>
internal sealed class MailAddressAttribute : SettingRuleAttribute
{
    internal override string? Check(object value, Func<string, string?> environment) =>
        MailAddressForm.IsMet((string)value)
            ? null
            : "must be a mail address, such as privacy@example.org";
}
