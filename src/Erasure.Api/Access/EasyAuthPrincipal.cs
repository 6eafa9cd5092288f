using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Access;

/// <summary>Who Azure App Service's authentication ("Easy Auth") says is calling.</summary>
/// <remarks>
/// The header is base64 of <c>{"claims":[{"typ","val"}],"name_typ","role_typ"}</c>. The platform strips it from what comes from outside, but only where its authentication is on; elsewhere anyone
/// could write it.
/// </remarks>
public static class EasyAuthPrincipal
{
    /// <summary>Carries the principal.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>The caller with the roles that the claims name; null where nobody is signed in. A role claim that isn't one of ours is ignored.</summary>
    public static Caller? Read(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ Length: > 0 } encoded])
        {
            return null;
        }

        try
        {
            using JsonDocument principal = JsonDocument.Parse(Convert.FromBase64String(encoded));
            return Read(principal.RootElement);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Caller? Read(JsonElement principal)
    {
        if (!principal.TryGetProperty("claims", out JsonElement claims))
        {
            return null;
        }

        string? roleType = Text(principal, "role_typ");
        string? nameType = Text(principal, "name_typ");
        Roles roles = Roles.None;
        string? name = null;
        foreach (JsonElement claim in claims.EnumerateArray())
        {
            string? type = Text(claim, "typ");
            if (type is "roles" || (type is not null && type == roleType))
            {
                roles |= RoleNames.Read(Text(claim, "val"));
            }
            else if (type is "name" || (type is not null && type == nameType))
            {
                name ??= Text(claim, "val");
            }
        }

        return new Caller(roles, name, name);
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;
}
