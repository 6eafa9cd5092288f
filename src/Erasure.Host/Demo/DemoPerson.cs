using System.Text.Json.Nodes;

namespace Erasure.Host.Demo;

/// <summary>The person that the demo erases: nobody, but in every sample file.</summary>
internal static class DemoPerson
{
    public const string Name = "Mira Lindqvist";
    public const string UserId = "u-2042";
    public const string CustomerId = "302042";
    public const string Email = "mira.lindqvist@example.org";

    /// <summary>The request to erase her, as JSON.</summary>
    public static JsonObject Request() => new()
    {
        ["subject"] = new JsonObject { ["user_id"] = UserId, ["customer_id"] = CustomerId, ["email"] = Email },
        ["requester"] = new JsonObject { ["email"] = Email },
        ["reference"] = "DEMO-1",
    };
}
