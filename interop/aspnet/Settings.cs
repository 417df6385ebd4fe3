using System;
using System.Collections.Generic;
using System.Linq;

namespace RejectContract.AspNet
{
    /// <summary>How the server is built, as the command line says it.</summary>
    public sealed class Settings
    {
        public const string BoundSelect = "bound-select";
        public const string XmlSerializer = "xml-serializer";
        public const string NestedContract = "nested-contract";
        public const string TrimmedReasons = "trimmed-reasons";
        public const string Authorize = "authorize";

        public const string Usage =
            "usage: mono server.exe [--port N] [--profile careful|vendorlike|default] [--option NAME ...]\n" +
            "                       [--installation onsite|online]\n" +
            "options: bound-select, xml-serializer, nested-contract, trimmed-reasons, authorize";

        private static readonly string[] Profiles = { "careful", "vendorlike", "default" };
        private static readonly string[] Installations = { "onsite", "online" };
        private static readonly string[] KnownOptions =
        {
            BoundSelect, XmlSerializer, NestedContract, TrimmedReasons, Authorize,
        };

        private readonly HashSet<string> options = new HashSet<string>();

        public int Port { get; private set; }
        public string Profile { get; private set; }
        public string Installation { get; private set; }

        public bool Online
        {
            get { return Installation == "online"; }
        }

        private Settings()
        {
            Profile = Profiles[0];
            Installation = Installations[0];
        }

        public bool Has(string option)
        {
            return options.Contains(option);
        }

        /// <summary>Reads the command line; throws an ArgumentException that says what is wrong with it.</summary>
        public static Settings Read(string[] arguments)
        {
            var settings = new Settings();
            for (var at = 0; at < arguments.Length; at += 2)
            {
                if (at + 1 == arguments.Length)
                {
                    throw new ArgumentException(arguments[at] + " needs a value, or is not known");
                }
                settings.Set(arguments[at], arguments[at + 1]);
            }
            if (settings.Has(BoundSelect) && settings.Has(NestedContract))
            {
                throw new ArgumentException("bound-select and nested-contract are two different controllers");
            }
            return settings;
        }

        private void Set(string name, string value)
        {
            switch (name)
            {
                case "--port":
                    int port;
                    if (!int.TryParse(value, out port) || port < 0 || port > 65535)
                    {
                        throw new ArgumentException("not a port: " + value);
                    }
                    Port = port;
                    break;
                case "--profile":
                    Profile = OneOf(Profiles, value);
                    break;
                case "--installation":
                    Installation = OneOf(Installations, value);
                    break;
                case "--option":
                    options.Add(OneOf(KnownOptions, value));
                    break;
                default:
                    throw new ArgumentException("not known: " + name);
            }
        }

        private static string OneOf(string[] known, string value)
        {
            if (!known.Contains(value))
            {
                throw new ArgumentException(value + " is none of " + string.Join(", ", known));
            }
            return value;
        }
    }
}
