namespace Erasure.Core.Configuration;

/// <summary>Azure App Service's own authentication.</summary>
public static class EasyAuth
{
    private const string Variable = "WEBSITE_AUTH_ENABLED";

    /// <summary>The platform says that it stands in front of this process, and so vouches for who calls.</summary>
    public static bool IsInFront(Func<string, string?> environment) =>
        bool.TryParse(environment(Variable), out bool isOn) && isOn;
}
