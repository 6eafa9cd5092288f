using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Erasure.Core.Settings;

/// <summary>Reads JSON into configuration records, and goes on after a problem, so that all are told at once.</summary>
/// <param name="environment">Looks an environment variable up.</param>
/// <param name="shown">How a problem may repeat a name that is no setting; as it is, where it isn't given.</param>
/// <param name="kinds">Records of which the file says by a word which one it has, beside those that an attribute lists.</param>
internal sealed class ConfigurationReader(
    Func<string, string?> environment,
    Func<string, string>? shown = null,
    IReadOnlyList<(string Word, Type Type)>? kinds = null)
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>What was wrong so far.</summary>
    public ConfigurationProblems Problems { get; } = new();

    /// <summary>Reads a value of <paramref name="type"/>; null where it can't be read, which is then among the problems.</summary>
    /// <remarks>A record or list with problems comes back without what is wrong in it, so that rules across records see the rest.</remarks>
    /// <param name="element">The JSON.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="start">The default, which the file's fields replace one by one.</param>
    public object? Read(JsonElement element, Type type, string path, object? start = null)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return ReadList(element, type.GenericTypeArguments[0], path);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return ReadDictionary(element, type.GenericTypeArguments[1], path);
        }

        return IsRecord(type)
            ? ReadRecord(element, type, path, start)
            : ReadScalar(element, type, path);
    }

    /// <summary>Settings of that type have settings of their own: it is a record of ours.</summary>
    public static bool IsRecord(Type type) => type.Assembly == typeof(ConfigurationReader).Assembly && type.IsClass;

    /// <summary>Name of a property in the file.</summary>
    public static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    /// <summary>The settings of a record type.</summary>
    public static IEnumerable<PropertyInfo> SettingsOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    /// <summary>The setting must be in the file.</summary>
    public static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute));

    /// <summary>The records of which a file can have one where a <paramref name="type"/> is asked for, by the word that says which; none where there is one only.</summary>
    public Dictionary<string, Type> KindsOf(Type type) => type.GetCustomAttributes<JsonDerivedTypeAttribute>()
        .Select(kind => (Word: (string)kind.TypeDiscriminator!, Type: kind.DerivedType))
        .Concat((kinds ?? []).Where(kind => kind.Type.BaseType == type))
        .ToDictionary(kind => kind.Word, kind => kind.Type);

    private object? ReadRecord(JsonElement element, Type type, string path, object? start)
    {
        if (element.ValueKind == JsonValueKind.String && type.GetCustomAttribute<ShortFormAttribute>() is { } form)
        {
            object made = Activator.CreateInstance(type)!;
            ReadSetting(made, type.GetProperty(form.Setting)!, element, path);
            return made;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return Problem(path, $"must be an object, not {Describe(element)}");
        }

        string? discriminator = type.GetCustomAttribute<JsonPolymorphicAttribute>()?.TypeDiscriminatorPropertyName;
        Type? kind = discriminator is null ? type : ReadKind(element, type, discriminator, path);
        if (kind is null)
        {
            return null;
        }

        object record = start?.GetType() == kind ? start : Activator.CreateInstance(kind)!;
        Dictionary<string, PropertyInfo> settings = SettingsOf(kind).ToDictionary(NameOf);
        HashSet<string> seen = [];
        foreach (JsonProperty field in element.EnumerateObject())
        {
            string fieldPath = $"{path}.{(settings.ContainsKey(field.Name) ? field.Name : Shown(field.Name))}";
            if (!seen.Add(field.Name))
            {
                Problem(fieldPath, "is there twice");
            }
            else if (settings.TryGetValue(field.Name, out PropertyInfo? setting))
            {
                ReadSetting(record, setting, field.Value, fieldPath);
            }
            else if (field.Name != discriminator)
            {
                Problem(fieldPath, $"is not a setting; there are: {string.Join(", ", settings.Keys.Order(StringComparer.Ordinal))}");
            }
        }

        foreach ((string name, PropertyInfo setting) in settings)
        {
            if (IsRequired(setting) && !seen.Contains(name))
            {
                Problem($"{path}.{name}", "is missing");
            }
        }

        return record;
    }

    private void ReadSetting(object record, PropertyInfo setting, JsonElement element, string path)
    {
        if (element.ValueKind == JsonValueKind.Null && Nullability.Create(setting).WriteState == NullabilityState.Nullable)
        {
            setting.SetValue(record, null);
            return;
        }

        object? value = Read(element, setting.PropertyType, path, setting.GetValue(record));
        if (value is null)
        {
            return;
        }

        setting.SetValue(record, value);
        if (setting.GetCustomAttribute<SettingRuleAttribute>() is { } rule)
        {
            Check(rule, value, path);
        }
    }

    private void Check(SettingRuleAttribute rule, object? value, string path)
    {
        if (value is IList items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                Check(rule, items[i], $"{path}[{i}]");
            }
        }
        else if (value is not null && rule.Check(value, environment) is { } wrong)
        {
            Problem(path, wrong);
        }
    }

    private Type? ReadKind(JsonElement element, Type type, string discriminator, string path)
    {
        Dictionary<string, Type> known = KindsOf(type);
        if (element.TryGetProperty(discriminator, out JsonElement word)
            && word.ValueKind == JsonValueKind.String
            && known.TryGetValue(word.GetString()!, out Type? found))
        {
            return found;
        }

        Problem($"{path}.{discriminator}", $"must be one of: {string.Join(", ", known.Keys)}");
        return null;
    }

    private object? ReadList(JsonElement element, Type item, string path)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return Problem(path, $"must be an array, not {Describe(element)}");
        }

        Array list = Array.CreateInstance(item, element.GetArrayLength());
        for (int i = 0; i < list.Length; i++)
        {
            list.SetValue(Read(element[i], item, $"{path}[{i}]"), i);
        }

        return list;
    }

    private object? ReadDictionary(JsonElement element, Type item, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Problem(path, $"must be an object, not {Describe(element)}");
        }

        IDictionary dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), item))!;
        foreach (JsonProperty field in element.EnumerateObject())
        {
            string fieldPath = $"{path}.{Shown(field.Name)}";
            object? value = Read(field.Value, item, fieldPath);
            if (value is not null && !dictionary.Contains(field.Name))
            {
                dictionary.Add(field.Name, value);
            }
            else if (value is not null)
            {
                Problem(fieldPath, "is there twice");
            }
        }

        return dictionary;
    }

    private object? ReadScalar(JsonElement element, Type type, string path)
    {
        string? text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        if (type == typeof(string))
        {
            return text is null ? Problem(path, $"must be text, not {Describe(element)}")
                : text.Contains('\0', StringComparison.Ordinal) ? Problem(path, "must not hold U+0000, which no path, name or address can")
                : text;
        }

        if (type == typeof(bool))
        {
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? element.GetBoolean()
                : Problem(path, $"must be true or false, not {Describe(element)}");
        }

        if (type == typeof(int))
        {
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number)
                ? number
                : Problem(path, "must be a whole number");
        }

        if (type == typeof(double))
        {
            return element.ValueKind == JsonValueKind.Number ? element.GetDouble() : Problem(path, $"must be a number, not {Describe(element)}");
        }

        if (type == typeof(TimeSpan))
        {
            return IsoDuration.TryParse(text, out TimeSpan duration)
                ? duration
                : Problem(path, "must be an ISO 8601 duration without months or years, such as PT5M or P7D");
        }

        if (type == typeof(DateOnly))
        {
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", out DateOnly date) ? date : Problem(path, "must be a date, such as 2026-12-25");
        }

        foreach (string name in Enum.GetNames(type))
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(name) == text)
            {
                return Enum.Parse(type, name);
            }
        }

        string meant = text is not null && type.GetCustomAttributes<OtherNameAttribute>().FirstOrDefault(other => string.Equals(other.Name, text, StringComparison.OrdinalIgnoreCase)) is { } known ? $"; {known.Name} is {known.Meaning}" : "";
        return Problem(path, $"must be one of: {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}{meant}");
    }

    private string Shown(string name) => shown?.Invoke(name) ?? name;

    private object? Problem(string path, string message)
    {
        Problems.Add(path, message);
        return null;
    }

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };
}
