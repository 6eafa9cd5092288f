namespace Erasure.Core.Configuration.Rules;

/// <summary>An absolute HTTP or HTTPS address without user, query and fragment.</summary>
internal sealed class WebAddressAttribute : SettingRuleAttribute
{
    internal override string? Check(object value, Func<string, string?> environment) =>
        Uri.TryCreate((string)value, UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address is { UserInfo: "", Query: "", Fragment: "" }
            ? null
            : "must be an absolute http or https address without user, query or fragment";
}
